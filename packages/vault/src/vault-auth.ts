import type { CredentialFrom, OptionalCredentialFrom } from "./credential-source.ts";

/** What all log-ins have in common. */
interface Login {
  /** Where the auth method is mounted, below `auth/`; may contain slashes. @default the method's usual mount */
  readonly mount?: string;
  /** Namespace to log in to, if it is not the one that is read from. @default the provider's */
  readonly namespace?: string;
}

/** A token that somebody else has obtained. Without `token`, `tokenFile` and `tokenVariable`: `BAO_TOKEN`, `VAULT_TOKEN`. */
export type TokenAuth = OptionalCredentialFrom<"token"> & {
  readonly method: "token";
  /** Whether the file of `vault login`, `~/.vault-token`, will do when there is no other token. @default false */
  readonly useHomeTokenFile?: boolean;
  /** Namespace of the token, for its renewal. @default the provider's */
  readonly namespace?: string;
};

/**
 * AppRole, mounted at `approle`. Without a role id: `BAO_ROLE_ID`, `VAULT_ROLE_ID`. Without a secret id, wrapped or not:
 * `BAO_SECRET_ID`, `VAULT_SECRET_ID`, else none is sent. A wrapped one is fetched once and kept in memory.
 */
export type AppRoleAuth = Login &
  OptionalCredentialFrom<"roleId"> &
  (
    | (OptionalCredentialFrom<"secretId"> & {
        readonly wrappedSecretId?: never;
        readonly wrappedSecretIdFile?: never;
        readonly wrappedSecretIdVariable?: never;
      })
    | (CredentialFrom<"wrappedSecretId"> & {
        readonly secretId?: never;
        readonly secretIdFile?: never;
        readonly secretIdVariable?: never;
      })
  ) & { readonly method: "appRole" };

/** The service account of a Kubernetes pod, mounted at `kubernetes`. */
export interface KubernetesAuth extends Login {
  readonly method: "kubernetes";
  readonly role: string;
  /** @default "/var/run/secrets/kubernetes.io/serviceaccount/token" */
  readonly jwtFile?: string;
}

/** A signed token of another issuer, mounted at `jwt`. */
export type JwtAuth = Login & {
  readonly method: "jwt";
  /** @default the mount's own default */
  readonly role?: string;
} & (
    | (CredentialFrom<"jwt"> & { readonly getJwt?: never })
    | {
        /** Gives the token; called at every login. */
        readonly getJwt: (options: { readonly signal: AbortSignal }) => string | Promise<string>;
        readonly jwt?: never;
        readonly jwtFile?: never;
        readonly jwtVariable?: never;
      }
  );

/** User name and password, mounted at `userpass`. Also for `ldap`, with that as mount. */
export type UserpassAuth = Login &
  CredentialFrom<"password"> & { readonly method: "userpass"; readonly username: string };

/** The TLS client certificate (`tls`, `BAO_CLIENT_CERT`, `VAULT_CLIENT_CERT`), mounted at `cert`. */
export interface CertAuth extends Login {
  readonly method: "cert";
  /** Name of the role. @default the first that fits the certificate */
  readonly name?: string;
}

/** A signed `GetCallerIdentity` request, as AWS IAM takes it. */
export interface SignedAwsRequest {
  /** For example `https://sts.eu-west-1.amazonaws.com/`. */
  readonly url: string;
  /** `Action=GetCallerIdentity&Version=2011-06-15` */
  readonly body: string;
  /** With `Authorization`, and `X-Vault-AWS-IAM-Server-ID` where the mount asks for it. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Keys of AWS. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

/** An identity of AWS IAM, mounted at `aws`. */
export interface AwsIamAuth extends Login {
  readonly method: "awsIam";
  /** @default the name of the identity */
  readonly role?: string;
  /** Region of STS. @default the global endpoint, as with Vault itself unless its mount says otherwise */
  readonly region?: string;
  /** What `X-Vault-AWS-IAM-Server-ID` has to say, where the mount asks for it. */
  readonly serverId?: string;
  /**
   * Gives keys of AWS; called at every login. `fromNodeProviderChain()` of `@aws-sdk/credential-providers` is such a
   * function. @default AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN
   */
  readonly credentials?: () => AwsCredentials | Promise<AwsCredentials>;
  /** Signs the request in place of all that; called at every login, since a signature is old after some minutes. */
  readonly signRequest?: (options: { readonly signal: AbortSignal }) => SignedAwsRequest | Promise<SignedAwsRequest>;
}

/** No login and no token: a Vault Agent or Proxy adds its own. */
export interface NoAuth {
  readonly method: "none";
}

/** How to prove to Vault who is asking. */
export type VaultAuth =
  | TokenAuth
  | AppRoleAuth
  | KubernetesAuth
  | JwtAuth
  | UserpassAuth
  | CertAuth
  | AwsIamAuth
  | NoAuth;
