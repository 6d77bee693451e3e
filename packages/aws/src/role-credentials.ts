import type { SecretsManagerClientConfig } from "@aws-sdk/client-secrets-manager";
import type { AwsSdkOptions } from "./aws-options.ts";
import { loadCredentialProviders } from "./load-sdk.ts";

type Credentials = NonNullable<AwsSdkOptions["credentials"]>;
type Provider = Extract<Credentials, (...input: never[]) => unknown>;

const SESSION_NAME = "mailjet-secrets";

/** Credentials of a role, assumed with those of the options. The client keeps them until five minutes before their end. */
export function roleCredentials(roleArn: string, options: AwsSdkOptions): Provider {
  return async (properties) => {
    const { fromNodeProviderChain, fromTemporaryCredentials } = await loadCredentialProviders();
    // The client's own, for its time-outs, and because it refuses plain HTTP.
    const caller = properties?.["callerClientConfig"] as SecretsManagerClientConfig | undefined;
    const requestHandler = caller?.requestHandler;
    const chain = {
      ignoreCache: true,
      ...(requestHandler === undefined ? {} : { clientConfig: { requestHandler } }),
      ...(options.profile === undefined ? {} : { profile: options.profile }),
    };
    // Made anew each time: one that is kept would go on with the credentials that it was given first.
    const assume = fromTemporaryCredentials({
      clientConfig: { maxAttempts: 1 },
      masterCredentials: options.credentials ?? fromNodeProviderChain(chain),
      params: {
        RoleArn: roleArn,
        RoleSessionName: SESSION_NAME,
        ...(options.externalId === undefined ? {} : { ExternalId: options.externalId }),
      },
    });
    return assume(properties);
  };
}
