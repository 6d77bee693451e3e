/** The options of one store's adapter, by which misspelled ones are found. What they mean stands in its package. */
export interface StoreOptions {
  /** Those that are text. */
  readonly texts: readonly string[];
  /** Bounds in milliseconds. */
  readonly durations: readonly string[];
  /** All others; the adapter checks what they hold. */
  readonly others: readonly string[];
  /** Those inside `auth`, of all its methods together. */
  readonly auth: readonly string[];
}

const places = (name: string): string[] => [name, `${name}File`, `${name}Variable`];

export const STORE_OPTIONS: Readonly<Record<"aws" | "vault" | "conjur", StoreOptions>> = {
  aws: {
    texts: ["region", "profile", "endpoint", "roleArn", "externalId", "via", "token", "tokenFile"],
    durations: ["timeoutMs", "connectTimeoutMs"],
    others: ["allowInsecureHttp", "port", "credentials", "client", "clock"],
    auth: [],
  },
  vault: {
    texts: ["address", "namespace", "mount"],
    durations: ["timeoutMs"],
    others: ["kvVersion", "tls", "allowInsecureHttp", "proxy", "redirectHosts", "environment", "clock"],
    auth: [
      ...["method", "mount", "namespace", "role", "name", "username", "region", "serverId", "useHomeTokenFile"],
      ...["getJwt", "credentials", "signRequest"],
      ...["token", "roleId", "secretId", "wrappedSecretId", "jwt", "password"].flatMap(places),
    ],
  },
  conjur: {
    texts: ["applianceUrl", "account", "caCertificate", "caFile"],
    durations: ["timeoutMs"],
    others: ["allowInsecureHttp", "proxy", "environment", "clock"],
    auth: [
      ...["method", "login", "apiKey", "apiKeyFile", "serviceId", "hostId", "jwt", "jwtFile", "tokenFile", "token"],
      ...["credentials", "region"],
    ],
  },
};
