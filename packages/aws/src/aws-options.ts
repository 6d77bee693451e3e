import type { SecretsManagerClient, SecretsManagerClientConfig } from "@aws-sdk/client-secrets-manager";
import type { Clock } from "@mailjet-secrets/core";

interface CommonOptions {
  /** Bound on opening a TCP connection, in milliseconds; the TLS handshake counts for `timeoutMs`. @default 2_000 */
  readonly connectTimeoutMs?: number;
  /** Bound on one request, in milliseconds; a read makes at most two. @default 3_000 */
  readonly timeoutMs?: number;
  /** Time, for tests. @default the machine's */
  readonly clock?: Clock;
}

/** The service itself, by a client of the AWS SDK that is created at the first read. */
export interface AwsSdkOptions extends CommonOptions {
  /** @default "sdk" */
  readonly via?: "sdk";
  /** @default the region of the secret's ARN, `AWS_REGION`, the profile's, `AWS_DEFAULT_REGION` */
  readonly region?: string;
  /** Profile of `~/.aws/config` and `~/.aws/credentials`. @default `AWS_PROFILE`, then "default" */
  readonly profile?: string;
  /** Address of a VPC endpoint or emulator. @default `AWS_ENDPOINT_URL_SECRETS_MANAGER`, `AWS_ENDPOINT_URL`, the region's own */
  readonly endpoint?: string;
  /** Allows `http:` to another machine, which can then read the secret. @default false */
  readonly allowInsecureHttp?: boolean;
  /** Credentials, or a function that gives them. @default the SDK's chain: environment, profile, SSO, web identity, container, instance */
  readonly credentials?: NonNullable<SecretsManagerClientConfig["credentials"]>;
  /** Role to assume with these credentials. Absence: none beside what the profile says. */
  readonly roleArn?: string;
  /** What the role's owner asks for as `ExternalId`. Absence: nothing. */
  readonly externalId?: string;
  readonly client?: never;
}

/** A client of the AWS SDK that the application has already, with its own settings. `close` leaves it alone. */
export interface AwsClientOptions {
  readonly via?: "sdk";
  readonly client: SecretsManagerClient;
  readonly clock?: Clock;
}

/** The Secrets Manager Agent or the Lambda extension on this machine. The AWS SDK is not loaded, and nothing is written. */
export interface AwsAgentOptions extends CommonOptions {
  readonly via: "agent" | "extension";
  /** @default 2773; for the extension `PARAMETERS_SECRETS_EXTENSION_HTTP_PORT` before it */
  readonly port?: number;
  /** The agent's SSRF token. @default that of `tokenFile` or the environment */
  readonly token?: string;
  /** File that holds the token; read at every read. @default by `AWS_TOKEN`, `AWS_SESSION_TOKEN`, `AWS_CONTAINER_AUTHORIZATION_TOKEN`, each a token or a `file://` address; for the extension by `AWS_SESSION_TOKEN` */
  readonly tokenFile?: string;
  readonly client?: never;
}

/** Options of `awsProvider`. */
export type AwsProviderOptions = AwsSdkOptions | AwsClientOptions | AwsAgentOptions;
