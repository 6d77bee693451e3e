import type { SecretsProvider } from "@mailjet-secrets/core";
import { conjurError } from "./conjur-error.ts";
import type { ConjurProviderOptions } from "./conjur-options.ts";
import { type Connection, openConnection } from "./connection.ts";
import { readSecret } from "./read-secret.ts";
import { writeSecret } from "./write-secret.ts";

/**
 * Creates the provider for CyberArk Conjur: open source, Enterprise (Self-Hosted) and SaaS, by their REST API. The
 * secret's `id` is a variable whose text is the record; with `fields` it is the branch that the variables lie in. Does
 * nothing, and looks at no environment, before the first read. Throws `TypeError` for a `timeoutMs` that is none.
 */
export function conjurProvider(options: ConjurProviderOptions = {}): SecretsProvider {
  const { timeoutMs } = options;
  if (timeoutMs !== undefined && !(timeoutMs > 0)) throw new TypeError("timeoutMs must be a number greater than 0.");
  let closed = false;
  let opening: Promise<Connection> | undefined;
  const connect = (): Promise<Connection> => {
    opening ??= openConnection(options).catch((error: unknown) => {
      opening = undefined; // what was wrong may be put right
      throw error;
    });
    return opening;
  };
  const ready = async (signal: AbortSignal): Promise<Connection> => {
    signal.throwIfAborted();
    const connection = closed ? undefined : await connect();
    if (closed || connection === undefined) throw conjurError("CLOSED", "The conjur provider was closed.");
    signal.throwIfAborted();
    return connection;
  };
  return {
    name: "conjur",
    read: async (secret, { signal }) => readSecret(secret, await ready(signal), signal),
    write: async (secret, values, options) => writeSecret(secret, values, await ready(options.signal), options),
    async close() {
      closed = true;
      const connection = await opening?.catch(() => undefined);
      await connection?.close();
    },
  };
}
