import type { EmulatedConjurRole } from "./role.ts";
import type { World } from "./world.ts";

/** How a test moves what the emulated Conjur remembers. */
export interface ConjurControls {
  /** Gives the variable a new value, and creates it if need be. Without a value it is only created. */
  setVariable(id: string, value?: Uint8Array | string): void;
  removeVariable(id: string): void;
  /** The current value as text. `undefined`: there is none. */
  variable(id: string): string | undefined;
  /** Adds a role, or puts another one in its place. */
  setRole(role: EmulatedConjurRole): void;
  /** Removes the role; its tokens stay genuine and are of no use any more. */
  removeRole(login: string): void;
  /** Gives the role another API key; tokens that were issued stay good. Throws `TypeError` if there is no such role. */
  rotateApiKey(login: string, apiKey: string): void;
  /** A JWT that `authn-jwt` accepts for the login. `lifeSeconds`: @default 600 */
  issueWebToken(login: string, lifeSeconds?: number): string;
  /** An access token as JSON text, as a sidecar would write it into a file. */
  issueAccessToken(login: string): string;
  /** Changes the signing key: all access tokens issued until now are refused with 401. */
  revokeTokens(): void;
  /** Makes a follower of it, which refuses writes with 405, or ends that. */
  setReadOnly(readOnly: boolean): void;
}

/** Creates the {@link ConjurControls} of a Conjur. */
export function conjurControls(world: World): ConjurControls {
  return {
    setVariable: (id, value) => (value === undefined ? world.variables.declare(id) : world.variables.set(id, value)),
    removeVariable: world.variables.remove,
    variable: (id) => world.variables.value(id)?.toString(),
    setRole: (role) => void world.roles.set(role.login, role),
    removeRole: (login) => void world.roles.delete(login),
    rotateApiKey(login, apiKey) {
      const role = world.roles.get(login);
      if (role === undefined) throw new TypeError(`There is no role ${login}.`);
      world.roles.set(login, { ...role, apiKey });
    },
    issueWebToken: (login, lifeSeconds = 600) => world.webTokens.issue(login, lifeSeconds),
    issueAccessToken: world.tokens.issue,
    revokeTokens: world.tokens.revoke,
    setReadOnly(readOnly) {
      world.readOnly = readOnly;
    },
  };
}
