import type { SecretsManagerClient, SecretsManagerClientConfig } from "@aws-sdk/client-secrets-manager";
import { SecretsError } from "@mailjet-secrets/core";
import type { AwsSdkOptions } from "./aws-options.ts";
import { type Connections, createConnections } from "./connections.ts";
import { limitedCollector } from "./limited-collector.ts";
import type { Sdk } from "./load-sdk.ts";
import { roleCredentials } from "./role-credentials.ts";

/** A client of ours, its region, and its connections. */
export interface OwnClient {
  readonly client: SecretsManagerClient;
  readonly region: string;
  readonly connections: Connections;
}

/** Creates a client for the region. `undefined`: by `AWS_REGION`, profile, `AWS_DEFAULT_REGION`. Throws `INVALID_CONFIG`. */
export async function createOwnClient(sdk: Sdk, options: AwsSdkOptions, region?: string): Promise<OwnClient> {
  await checkEndpoint(options);
  const connections = createConnections();
  const config = clientConfig(options, connections);
  const create = (known?: string): SecretsManagerClient =>
    new sdk.SecretsManagerClient({ ...config, ...(known === undefined ? {} : { region: known }) });
  const client = create(region);
  // The SDK knows AWS_REGION and the profile's region, and not the older variable that the other SDKs have.
  const found = await client.config.region().catch(() => undefined);
  if (found !== undefined) return { client, region: found, connections };
  client.destroy();
  const fallback = process.env["AWS_DEFAULT_REGION"];
  if (region !== undefined || !fallback) throw noRegion(region);
  return { client: create(fallback), region: fallback, connections };
}

function clientConfig(options: AwsSdkOptions, connections: Connections): SecretsManagerClientConfig {
  const { profile, endpoint, connectTimeoutMs = 2_000, timeoutMs = 3_000 } = options;
  const credentials = options.roleArn === undefined ? options.credentials : roleCredentials(options.roleArn, options);
  // Not one of the client's own options: the credential chain takes it over, and reads the profile's files anew each time
  // it is asked. Otherwise a rotated ~/.aws/credentials would be seen after a restart only.
  const chainOptions = { ignoreCache: true };
  return {
    ...chainOptions,
    ...(profile === undefined ? {} : { profile }),
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(credentials === undefined ? {} : { credentials }),
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

/** Also of the addresses that the SDK itself takes from the environment. */
async function checkEndpoint({ endpoint, allowInsecureHttp }: AwsSdkOptions): Promise<void> {
  const { AWS_ENDPOINT_URL_SECRETS_MANAGER: own, AWS_ENDPOINT_URL: common } = process.env;
  const address = endpoint ?? (own || common);
  if (!address) return;
  if (!URL.canParse(address) || !/^https?:/.test(address)) {
    throw new SecretsError("INVALID_CONFIG", "The endpoint of AWS is not an address.", {
      provider: "aws",
      hint: "Write it with its scheme: https://vpce-….secretsmanager.eu-west-1.vpce.amazonaws.com",
    });
  }
  const { protocol, hostname } = new URL(address);
  if (protocol === "https:" || allowInsecureHttp === true) return;
  const { isLoopback } = await import("@mailjet-secrets/http");
  if (isLoopback(hostname)) return;
  throw new SecretsError(
    "INVALID_CONFIG",
    "The endpoint of AWS is spoken to over plain HTTP, which shows the secret.",
    {
      provider: "aws",
      hint: "Write https: in the address, or set allowInsecureHttp if the network between may read it.",
    },
  );
}

function noRegion(region: string | undefined): SecretsError {
  const looked = "Looked at the option region, the secret's id, AWS_REGION, the profile and AWS_DEFAULT_REGION.";
  return region === undefined
    ? new SecretsError("INVALID_CONFIG", `No AWS region is set. ${looked}`, {
        provider: "aws",
        hint: "Set AWS_REGION, or use the secret's ARN.",
      })
    : new SecretsError("INVALID_CONFIG", `The AWS region "${region}" is not one.`, {
        provider: "aws",
        hint: "Write it like eu-west-1.",
      });
}
