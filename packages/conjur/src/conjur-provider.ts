import { providerLifetime, type SecretsProvider, sharedWork } from "@mailjet-secrets/core";
import { checkOptions } from "./check-options.ts";
import type { ConjurProviderOptions } from "./conjur-options.ts";
import { type Connection, openConnection } from "./connection.ts";
import { readSecret } from "./read-secret.ts";
import { writeSecret } from "./write-secret.ts";

/**
 * Creates the provider for CyberArk Conjur: open source, Enterprise (Self-Hosted) and SaaS, by their REST API. The
 * secret's `id` is a variable whose text is the record; with `fields` it is the branch that the variables lie in. Does
 * nothing, and looks at no environment, before the first read. Throws `INVALID_CONFIG` for options that are unknown or of
 * a wrong type.
 */
export function conjurProvider(options: ConjurProviderOptions = {}): SecretsProvider {
  checkOptions(options);
  const lifetime = providerLifetime("conjur");
  const openings = sharedWork<Connection>();
  let connection: Connection | undefined;
  const open = async (signal: AbortSignal): Promise<Connection> => {
    connection = await openConnection(options, signal);
    return connection;
  };
  const ready = async (signal: AbortSignal): Promise<Connection> => connection ?? openings.run(open, signal);
  return {
    name: "conjur",
    read: async (secret, { signal: callers }) =>
      lifetime.run(callers, async (signal) => readSecret(secret, await ready(signal), signal)),
    write: async (secret, values, writing) =>
      lifetime.run(writing.signal, async (signal) =>
        writeSecret(secret, values, await ready(signal), { ...writing, signal }),
      ),
    close: () => lifetime.close(async () => connection?.close()),
  };
}
