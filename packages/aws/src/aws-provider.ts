import { SecretsError, type SecretsProvider, untilAborted } from "@mailjet-secrets/core";
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
  const running = new Set<AbortController>();
  let closed = false;
  const whileOpen = async <T>(signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> => {
    signal.throwIfAborted();
    if (closed) throw closedError();
    const controller = new AbortController();
    const abort = (): void => controller.abort(signal.reason);
    signal.addEventListener("abort", abort, { once: true });
    running.add(controller);
    try {
      return await untilAborted(work(controller.signal), controller.signal);
    } finally {
      running.delete(controller);
      signal.removeEventListener("abort", abort);
    }
  };
  const { write } = store;
  return {
    name: "aws",
    read: (secret, { signal }) => whileOpen(signal, (either) => store.read(secret, either)),
    ...(write === undefined
      ? {}
      : {
          write: (secret, values, { signal, ifVersion }) =>
            whileOpen(signal, (either) =>
              write(secret, values, { signal: either, ...(ifVersion === undefined ? {} : { ifVersion }) }),
            ),
        }),
    async close() {
      closed = true;
      for (const controller of running) controller.abort(closedError());
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
