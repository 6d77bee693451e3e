import { SecretsError, type SecretsProvider } from "@mailjet-secrets/core";
import { agentStore } from "./agent-store.ts";
import type { AwsProviderOptions } from "./aws-options.ts";
import type { AwsStore } from "./aws-store.ts";
import { sdkStore } from "./sdk-store.ts";

/**
 * Creates the provider for AWS Secrets Manager, by the AWS SDK (`via: "sdk"`, the default) or by the local agent or Lambda
 * extension. The secret's `id` is its name or ARN; `requestedVersion` a stage such as `AWSPREVIOUS`, or a version id of 32
 * characters or more. Nothing is loaded, looked up or opened before the first `read`. Throws `INVALID_CONFIG` for an
 * unknown `via`.
 */
export function awsProvider(options: AwsProviderOptions = {}): SecretsProvider {
  const store = createStore(options);
  let closed = false;
  const whileOpen = async <T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> => {
    signal.throwIfAborted();
    if (closed) throw closedError();
    try {
      return await work();
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      throw closed ? closedError() : error; // the connections were cut under it
    }
  };
  const { write } = store;
  return {
    name: "aws",
    read: (secret, { signal }) => whileOpen(signal, () => store.read(secret, signal)),
    ...(write === undefined
      ? {}
      : {
          write: (secret, values, writeOptions) =>
            whileOpen(writeOptions.signal, () => write(secret, values, writeOptions)),
        }),
    async close() {
      closed = true;
      await store.close();
    },
  };
}

function createStore(options: AwsProviderOptions): AwsStore {
  switch (options.via) {
    case undefined:
    case "sdk":
      return sdkStore(options);
    case "agent":
    case "extension":
      return agentStore(options);
    default: {
      const { via } = options as { readonly via: unknown };
      throw new SecretsError("INVALID_CONFIG", `via: ${JSON.stringify(via)} is no way to AWS Secrets Manager.`, {
        provider: "aws",
        hint: 'Use "sdk", "agent" or "extension".',
      });
    }
  }
}

function closedError(): SecretsError {
  return new SecretsError("CLOSED", "The aws provider was closed.", { provider: "aws" });
}
