import { providerLifetime, type SecretsProvider, sharedWork, systemClock } from "@mailjet-secrets/core";
import { checkProviderOptions } from "./check-provider-options.ts";
import { checkFields, checkValues } from "./check-record.ts";
import { logInMethod } from "./log-in-methods.ts";
import type { VaultCallOptions } from "./node-vault-client.ts";
import { type Connection, openConnection } from "./open-connection.ts";
import { requestSecret, type SecretAnswer } from "./request-secret.ts";
import { secretPlace } from "./secret-path.ts";
import { snapshotOf } from "./secret-snapshot.ts";
import { isVaultError } from "./vault-answer.ts";
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
  checkProviderOptions(options);
  const clock = options.clock ?? systemClock;
  const logIn = logInMethod(options.auth);
  const lifetime = providerLifetime("vault");
  const connections = sharedWork<Connection>();
  let connection: Connection | undefined;

  const connect = async (signal: AbortSignal): Promise<Connection> => {
    connection = await openConnection(options, { logIn, clock, closing: lifetime.closing }, signal);
    return connection;
  };
  /** Asks with the session's token, and once more if that is refused and another is to be had. */
  const withToken = async (
    signal: AbortSignal,
    ask: (connection: Connection, call: VaultCallOptions) => Promise<SecretAnswer>,
  ): Promise<SecretAnswer> => {
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
    read: (secret, { signal }) =>
      lifetime.run(signal, async (own) => {
        const place = secretPlace(secret.id, options.mount);
        checkFields(secret.fields);
        const found = await withToken(own, ({ client, engine }, call) =>
          requestSecret(place, secret, client, engine, call),
        );
        return snapshotOf(found, secret.fields, clock.now());
      }),
    write: (secret, values, { signal, ifVersion }) =>
      lifetime.run(signal, async (own) => {
        const place = secretPlace(secret.id, options.mount);
        checkValues(values);
        const condition = ifVersion === undefined ? {} : { ifVersion };
        const written = await withToken(own, ({ client, engine }, call) =>
          putSecret(place, values, condition, client, engine, call),
        );
        return writtenVersion(written);
      }),
    close: () =>
      lifetime.close(async () => {
        await connection?.session.close();
        await connection?.client.close();
      }),
  };
}
