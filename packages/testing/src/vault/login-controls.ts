import type { VaultPolicy } from "./policies.ts";
import type { VaultTokenSettings } from "./tokens.ts";
import type { VaultRole } from "./vault-role.ts";
import type { VaultWorld } from "./vault-world.ts";

/** How a test moves those who may log in, their rights and their tokens. */
export interface VaultLoginControls {
  addRole(role: VaultRole): void;
  /** Replaces or adds a policy. */
  setPolicy(name: string, policy: VaultPolicy): void;
  /** Adds a secret id to an AppRole. `uses`: @default any number */
  addSecretId(roleName: string, secretId: string, uses?: number): void;
  /** Adds a secret id like {@link VaultLoginControls.addSecretId}, and gives the wrapping token to fetch it with, once. */
  wrapSecretId(roleName: string, secretId: string, options?: WrapOptions): string;
  /** Issues a token without a login. */
  createToken(settings?: VaultTokenSettings, namespace?: string): string;
  /** Ends all tokens but root's. */
  revokeAllTokens(): void;
  /** Gives requests without a token this one's rights, as an Agent with auto-auth does it; `undefined` ends that. */
  autoAuth(token: string | undefined): void;
}

/** Options of {@link VaultLoginControls.wrapSecretId}. */
export interface WrapOptions {
  /** How many log-ins the secret id is good for. @default any number */
  readonly uses?: number;
  /** @default 120 */
  readonly ttlSeconds?: number;
  /** Where the wrapped answer says that it was made. @default auth/approle/role/NAME/secret-id */
  readonly creationPath?: string;
}

/** Creates the {@link VaultLoginControls} of a Vault. */
export function loginControls(world: VaultWorld): VaultLoginControls {
  const { methods, policies, tokens: known, names } = world;
  return {
    addRole: methods.add,
    setPolicy: (name, policy) => void policies.set(name, policy),
    addSecretId: (roleName, secretId, uses = Number.POSITIVE_INFINITY) => methods.addSecretId(roleName, secretId, uses),
    wrapSecretId(roleName, secretId, { uses = Number.POSITIVE_INFINITY, ttlSeconds = 120, creationPath } = {}) {
      methods.addSecretId(roleName, secretId, uses);
      const data = { secret_id: secretId, secret_id_accessor: names.uuid(), secret_id_num_uses: 0, secret_id_ttl: 0 };
      return world.wrapping.wrap({ data }, creationPath ?? `auth/approle/role/${roleName}/secret-id`, ttlSeconds);
    },
    createToken: (settings = {}, namespace = "") => known.issue(settings, { namespace, path: "auth/token/create" }).id,
    revokeAllTokens: known.revokeAll,
    autoAuth(token) {
      if (token === undefined) delete world.autoAuthToken;
      else world.autoAuthToken = token;
    },
  };
}
