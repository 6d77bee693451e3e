import type { Clock } from "@mailjet-secrets/core";

/** Login of a host or user with its API key. */
export type ConjurApiKeyAuth = {
  readonly method: "apiKey";
  /** "host/mailjet/app" for a host, "alice" for a user; not percent-encoded. @default CONJUR_AUTHN_LOGIN */
  readonly login?: string;
} & (
  | {
      /** @default CONJUR_AUTHN_API_KEY */
      readonly apiKey?: string;
      readonly apiKeyFile?: never;
    }
  | {
      readonly apiKey?: never;
      /** Path of a file with the key, read at each login; blanks around the key do not count. */
      readonly apiKeyFile: string;
    }
);

/** Login with a JWT that somebody else issued: Kubernetes, a CI service, an identity provider. */
export type ConjurJwtAuth = {
  readonly method: "jwt";
  /** Id of the authenticator: "prod" of `authn-jwt/prod`. @default CONJUR_AUTHN_JWT_SERVICE_ID, then CONJUR_SERVICE_ID */
  readonly serviceId?: string;
  /**
   * Login to name in the request, with `host/`. @default CONJUR_AUTHN_JWT_HOST_ID; without it Conjur finds the host by
   * a claim of the JWT
   */
  readonly hostId?: string;
} & (
  | {
      /** The JWT, or a function that is asked for one at each login. @default CONJUR_AUTHN_JWT_TOKEN, then the file */
      readonly jwt?: string | (() => string | Promise<string>);
      readonly jwtFile?: never;
    }
  | {
      readonly jwt?: never;
      /**
       * Path of a file with the JWT, read at each login.
       * @default JWT_TOKEN_PATH, then /var/run/secrets/kubernetes.io/serviceaccount/token
       */
      readonly jwtFile: string;
    }
);

/** Use of an access token that somebody else, such as a sidecar, writes into a file and renews there. */
export interface ConjurTokenFileAuth {
  readonly method: "tokenFile";
  /** Path of the file. @default CONJUR_AUTHN_TOKEN_FILE */
  readonly tokenFile?: string;
}

/** Use of one access token, which cannot be renewed: for scripts that end within its eight minutes. */
export interface ConjurTokenAuth {
  readonly method: "token";
  /** As JSON or as base64 of it. @default CONJUR_AUTHN_TOKEN */
  readonly token?: string;
}

/** Credentials of AWS, as the credential providers of its SDK give them. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Absence: long-lived credentials. */
  readonly sessionToken?: string | undefined;
}

/** Login with the IAM role of the machine or function. */
export interface ConjurAwsIamAuth {
  readonly method: "awsIam";
  /** Id of the authenticator: "prod" of `authn-iam/prod`. @default CONJUR_SERVICE_ID */
  readonly serviceId?: string;
  /** "host/…/AWS account/role name". @default CONJUR_AUTHN_JWT_HOST_ID, then CONJUR_AUTHN_LOGIN */
  readonly login?: string;
  /**
   * Asked for credentials at each login.
   * @default AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN
   */
  readonly credentials?: () => AwsCredentials | Promise<AwsCredentials>;
  /** Region whose STS confirms the identity. @default AWS_REGION, then AWS_DEFAULT_REGION, then "us-east-1" */
  readonly region?: string;
}

/** How the adapter logs in. What a method leaves out is taken from the environment. */
export type ConjurAuth = ConjurApiKeyAuth | ConjurJwtAuth | ConjurTokenFileAuth | ConjurTokenAuth | ConjurAwsIamAuth;

/** Options of {@link conjurProvider}. */
export interface ConjurProviderOptions {
  /** Address of Conjur with scheme, and with `/api` where it is served below that. @default CONJUR_APPLIANCE_URL */
  readonly applianceUrl?: string;
  /** @default CONJUR_ACCOUNT, then "conjur" for SaaS addresses */
  readonly account?: string;
  /** @default by the variables that are set, in this order: token file, token, JWT, API key, AWS IAM */
  readonly auth?: ConjurAuth;
  /** Certificates (PEM) to trust beside the roots of Node.js. @default CONJUR_SSL_CERTIFICATE */
  readonly caCertificate?: string;
  /** Path of a file with such certificates; not read if `caCertificate` is given. @default CONJUR_CERT_FILE, unless CONJUR_SSL_CERTIFICATE is set */
  readonly caFile?: string;
  /** Allows `http:` to another machine. @default false */
  readonly allowInsecureHttp?: boolean;
  /** Address of a proxy, or `false` for none. @default by HTTPS_PROXY and NO_PROXY */
  readonly proxy?: string | false;
  /** Bound on one request, in milliseconds. @default CONJUR_HTTP_TIMEOUT (seconds), then 10_000 */
  readonly timeoutMs?: number;
  /** Variables to read in place of the process's own. @default process.env, looked up at the first read, and for keys and JWTs at each login */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Time, for tests. @default the machine's */
  readonly clock?: Clock;
}
