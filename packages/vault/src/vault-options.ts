import type { Clock } from "@mailjet-secrets/core";
import type { Environment } from "./environment.ts";
import type { VaultAuth } from "./vault-auth.ts";

/** How to speak TLS. What is absent is taken from the environment, `BAO_…` before `VAULT_…`, at the first read. */
export interface VaultTlsOptions {
  /** PEM of certificates of authorities to trust beside those of Node.js. @default CACERT_BYTES */
  readonly ca?: string;
  /** Path of a file with such certificates. @default CACERT */
  readonly caFile?: string;
  /** Path of a directory with such files. @default CAPATH */
  readonly caDirectory?: string;
  /** PEM of the client certificate. */
  readonly clientCertificate?: string;
  /** Path of a file with the client certificate. @default CLIENT_CERT */
  readonly clientCertificateFile?: string;
  /** PEM of the client certificate's key. */
  readonly clientKey?: string;
  /** Path of a file with the client certificate's key. @default CLIENT_KEY */
  readonly clientKeyFile?: string;
  /** Name that the server's certificate must be for. @default TLS_SERVER_NAME, else the host of the address */
  readonly serverName?: string;
  /** Whether the server's certificate is checked. @default true, unless SKIP_VERIFY is true */
  readonly verifyCertificate?: boolean;
}

/** Options of `vaultProvider`. */
export interface VaultProviderOptions {
  /**
   * Address of the server, such as `https://vault.example.com:8200`, or of an Agent's socket, `unix:///run/agent.sock`.
   * Slashes and `/v1` at its end do not count. @default BAO_AGENT_ADDR, VAULT_AGENT_ADDR, BAO_ADDR, VAULT_ADDR
   */
  readonly address?: string;
  /** @default BAO_NAMESPACE, VAULT_NAMESPACE, else the root namespace */
  readonly namespace?: string;
  /**
   * Path of the KV engine; may contain slashes. With it the secret's id is taken as it is. Absence: `secret`, and an id
   * may also begin with `secret/` or `secret/data/`.
   */
  readonly mount?: string;
  /** Version of the KV engine. @default "auto": asked of the server once, which takes one more request */
  readonly kvVersion?: 1 | 2 | "auto";
  /** @default the token of the environment; none if there is none and an Agent is addressed */
  readonly auth?: VaultAuth;
  readonly tls?: VaultTlsOptions;
  /** Allows `http:` to a host that is not this machine. @default false */
  readonly allowInsecureHttp?: boolean;
  /** Address of an HTTP proxy, or `false` for none. @default the usual variables, `HTTPS_PROXY` and `NO_PROXY` among them */
  readonly proxy?: string | false;
  /**
   * Other servers that a standby may send a request on to, token and all: `vault-2.example.com`, on any port, or
   * `vault-2.example.com:8200`. @default host and port of the address only
   */
  readonly redirectHosts?: readonly string[];
  /** Bound on one request, in milliseconds. @default 10_000 */
  readonly timeoutMs?: number;
  /** Variables to read in place of the process's own. @default process.env, looked up at the first read and at every login */
  readonly environment?: Environment;
  /** Time, for tests. @default the machine's */
  readonly clock?: Clock;
}
