import type { SecretsManagerClient, SecretsManagerClientConfig } from "@aws-sdk/client-secrets-manager";
import { printableName, SecretsError } from "@mailjet-secrets/core";
import type { AwsSdkOptions } from "./aws-options.ts";
import { type Connections, createConnections } from "./connections.ts";
import { guardAddresses } from "./guard-addresses.ts";
import { limitedCollector } from "./limited-collector.ts";
import type { Sdk } from "./load-sdk.ts";
import { roleCredentials } from "./role-credentials.ts";

/** A client of ours, its region, and its connections. */
export interface OwnClient {
  readonly client: SecretsManagerClient;
  readonly region: string;
  readonly connections: Connections;
  /** Lets the next look-up of credentials begin anew, and not wait for one that has not ended. */
  giveUpLookUp(): void;
}

/** Creates a client for the region. `undefined`: by `AWS_REGION`, profile, `AWS_DEFAULT_REGION`. Throws `INVALID_CONFIG`. */
export async function createOwnClient(sdk: Sdk, options: AwsSdkOptions, region?: string): Promise<OwnClient> {
  const connections = createConnections();
  const credentials = options.roleArn === undefined ? options.credentials : roleCredentials(options.roleArn, options);
  const create = (known?: string): SecretsManagerClient => {
    const client: SecretsManagerClient = new sdk.SecretsManagerClient({
      ...clientConfig(options, connections, () => client.config.requestHandler),
      ...(credentials === undefined ? {} : { credentials }),
      ...(known === undefined ? {} : { region: known }),
    });
    guardAddresses(client, options.allowInsecureHttp === true);
    return client;
  };
  const own = (client: SecretsManagerClient, region: string): OwnClient => {
    // The client's configuration makes a new chain, or a new memory of the function, of what is assigned here.
    const giveUpLookUp = (): void => void Object.assign(client.config, { credentials });
    return { client, region, connections, giveUpLookUp };
  };
  const client = create(region);
  // The SDK knows AWS_REGION and the profile's region, and not the older variable that the other SDKs have.
  const found = await client.config.region().catch(() => undefined);
  if (found !== undefined) return own(client, found);
  client.destroy();
  const fallback = process.env["AWS_DEFAULT_REGION"];
  if (region !== undefined || !fallback) throw noRegion(region);
  return own(create(fallback), fallback);
}

function clientConfig(
  options: AwsSdkOptions,
  connections: Connections,
  handler: () => SecretsManagerClient["config"]["requestHandler"],
): SecretsManagerClientConfig {
  const { profile, endpoint, connectTimeoutMs = 2_000, timeoutMs = 3_000 } = options;
  // None of the client's own options: the credential chain takes them over. It reads the profile's files anew each time it
  // is asked, else a rotated ~/.aws/credentials would be seen after a restart only; and STS and SSO are spoken to with the
  // same time-outs, and not over plain HTTP.
  const chainOptions = {
    ignoreCache: true,
    clientConfig: {
      get requestHandler() {
        return handler();
      },
    },
  };
  return {
    ...chainOptions,
    ...(profile === undefined ? {} : { profile }),
    ...(endpoint === undefined ? {} : { endpoint }),
    // Core retries inside its own deadline; the SDK's pauses of a second and more would use it up.
    maxAttempts: 1,
    streamCollector: limitedCollector,
    requestHandler: {
      connectionTimeout: connectTimeoutMs,
      requestTimeout: timeoutMs,
      throwOnRequestTimeout: true, // else the SDK only writes a warning
      httpAgent: connections.httpAgent,
      httpsAgent: connections.httpsAgent,
    },
  };
}

function noRegion(region: string | undefined): SecretsError {
  const looked = "Looked at the option region, the secret's id, AWS_REGION, the profile and AWS_DEFAULT_REGION.";
  return region === undefined
    ? new SecretsError("INVALID_CONFIG", `No AWS region is set. ${looked}`, {
        provider: "aws",
        hint: "Set AWS_REGION, or use the secret's ARN.",
      })
    : new SecretsError("INVALID_CONFIG", `The AWS region "${printableName(region)}" is not one.`, {
        provider: "aws",
        hint: "Write it like eu-west-1.",
      });
}
