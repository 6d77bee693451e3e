import { providerLifetime, type SecretsProvider } from "@mailjet-secrets/core";
import { agentStore } from "./agent-store.ts";
import type { AwsProviderOptions } from "./aws-options.ts";
import type { AwsStore } from "./aws-store.ts";
import { checkOptions } from "./check-options.ts";
import { checkReference } from "./check-reference.ts";
import { sdkStore } from "./sdk-store.ts";

/**
 * Creates the provider for AWS Secrets Manager, by the AWS SDK (`via: "sdk"`, the default) or by the local agent or Lambda
 * extension. The secret's `id` is its name or ARN; `requestedVersion` a stage such as `AWSPREVIOUS`, or a version id of 32
 * characters or more. Nothing is loaded, looked up or opened before the first `read`. Throws `INVALID_CONFIG` for options
 * that cannot be right.
 */
export function awsProvider(options: AwsProviderOptions = {}): SecretsProvider {
  checkOptions(options);
  const lifetime = providerLifetime("aws");
  const store = createStore(options);
  const { write } = store;
  return {
    name: "aws",
    read: (secret, { signal }) => lifetime.run(signal, async (either) => store.read(checkReference(secret), either)),
    ...(write === undefined
      ? {}
      : {
          write: (secret, values, writeOptions) =>
            lifetime.run(writeOptions.signal, async (signal) =>
              write(checkReference(secret), values, { ...writeOptions, signal }),
            ),
        }),
    close: () => lifetime.close(async () => store.close()),
  };
}

function createStore(options: AwsProviderOptions): AwsStore {
  switch (options.via) {
    case "agent":
    case "extension":
      return agentStore(options);
    default:
      return sdkStore(options);
  }
}
