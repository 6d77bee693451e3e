import {
  type SecretReference,
  SecretsError,
  type SecretsProvider,
  sharedWork,
  systemClock,
  type WriteOptions,
} from "@mailjet-secrets/core";
import { logInMethod } from "./log-in-methods.ts";
import type { VaultCallOptions } from "./node-vault-client.ts";
import { type Connection, openConnection } from "./open-connection.ts";
import { requestSecret, type SecretAnswer, snapshotOf } from "./read-secret.ts";
import { secretPlace } from "./secret-path.ts";
import { isVaultError } from "./vault-answer.ts";
import { vaultError } from "./vault-failure.ts";
import type { VaultProviderOptions } from "./vault-options.ts";
import { putSecret, writtenVersion } from "./write-secret.ts";

/** The provider of this package, which can write. */
export interface VaultProvider extends SecretsProvider {
  write: NonNullable<SecretsProvider["write"]>;
  close(): Promise<void>;
}

/**
 * Creates the provider for HashiCorp Vault and OpenBao: secrets of a KV engine, version 1 or 2. The id of a secret is its
 * path below the mount. Loads node-vault, reads environment and files, and logs in at the first read; `close` revokes the
 * token that a login obtained. Throws `INVALID_CONFIG` for options that cannot be right.
 */
export function vaultProvider(options: VaultProviderOptions = {}): VaultProvider {
  checkOptions(options);
  const clock = options.clock ?? systemClock;
  const logIn = logInMethod(options.auth);
  const connections = sharedWork<Connection>();
  const closing = new AbortController();
  let connection: Connection | undefined;

  const connect = async (signal: AbortSignal): Promise<Connection> => {
    connection = await openConnection(options, { logIn, clock, closing: closing.signal }, signal);
    return connection;
  };
  /** Asks with the session's token, and once more if that is refused and another is to be had. */
  const withToken = async (
    signal: AbortSignal,
    ask: (connection: Connection, call: VaultCallOptions) => Promise<SecretAnswer>,
  ): Promise<SecretAnswer> => {
    signal.throwIfAborted();
    if (closing.signal.aborted) throw closed();
    const open = connection ?? (await connections.run(connect, signal));
    const { session, namespace } = open;
    const grant = await session.grant(signal);
    const first = await ask(open, { token: grant.token, namespace, signal });
    if (first.answer.status !== 403 || !isVaultError(first.answer)) return first;
    const other = await session.afterRefusal(grant, signal);
    return other === undefined ? first : ask(open, { token: other.token, namespace, signal });
  };
  return {
    name: "vault",
    async read(secret: SecretReference, { signal }) {
      const place = secretPlace(secret.id, options.mount);
      const found = await withToken(signal, ({ client, engine }, call) =>
        requestSecret(place, secret, client, engine, call),
      );
      return snapshotOf(found, secret.fields, clock.now());
    },
    async write(secret: SecretReference, values, { signal, ifVersion }: WriteOptions) {
      const place = secretPlace(secret.id, options.mount);
      const condition = ifVersion === undefined ? {} : { ifVersion };
      const written = await withToken(signal, ({ client, engine }, call) =>
        putSecret(place, values, condition, client, engine, call),
      );
      return writtenVersion(written);
    },
    async close() {
      if (closing.signal.aborted) return;
      closing.abort(closed());
      await connection?.session.close();
      await connection?.client.close();
    },
  };
}

function checkOptions({ kvVersion: version }: VaultProviderOptions): void {
  if (version === undefined || [1, 2, "auto"].includes(version)) return;
  throw vaultError("INVALID_CONFIG", "kvVersion cannot be this.", { hint: 'It must be 1, 2 or "auto".' });
}

function closed(): SecretsError {
  return new SecretsError("CLOSED", "The Vault provider was closed.", { provider: "vault" });
}
