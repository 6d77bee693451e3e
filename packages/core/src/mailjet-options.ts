import type { ClientParams, RequestConstructorConfig } from "./node-mailjet-types.ts";

/** How requests go to Mailjet; the same for all accounts of a factory. */
export interface MailjetOptions {
  /** Bound on one request, in milliseconds. node-mailjet 6 by itself waits for ever. @default 30_000 */
  readonly timeoutMs?: number;
  /** How often a request that Mailjet throttles (429) is sent again, after `Retry-After` (10 s at most) or 1 s; 0 to 5. @default 1 */
  readonly rateLimitRetries?: number;
  /** API host, such as `api.us.mailjet.com`. Wins over the host in a secret. Absence: that one, else Mailjet's default. */
  readonly host?: string;
  /** API version where a call gives none. @default "v3" */
  readonly version?: `v${number}` | `v${number}.${number}`;
  /** Form of the answers of calls that name none, as node-mailjet takes it. @default "json" */
  readonly output?: NonNullable<NonNullable<RequestConstructorConfig>["output"]>;
  /** Proxy, passed on as it is. Absence: node-mailjet looks at `HTTPS_PROXY` and `NO_PROXY`. */
  readonly proxy?: NonNullable<ClientParams["options"]>["proxy"];
  /** Lets node-mailjet 6 use a proxy over plain HTTP, which then reads the key pair. @default false */
  readonly allowInsecureProxy?: boolean;
  /** More headers for each request, passed on as they are. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Largest request in bytes. Absence: no limit of ours. */
  readonly maxBodyLength?: number;
  /** Largest answer in bytes. Absence: no limit of ours. */
  readonly maxContentLength?: number;
}

export const DEFAULT_HOST = "api.mailjet.com";
export const DEFAULT_RATE_LIMIT_RETRIES = 1;
export const DEFAULT_MAILJET_TIMEOUT_MS = 30_000;

/** node-mailjet's `options` for these of ours. */
export function clientOptions(options: MailjetOptions): NonNullable<ClientParams["options"]> {
  const { timeoutMs = DEFAULT_MAILJET_TIMEOUT_MS, proxy, headers, maxBodyLength, maxContentLength } = options;
  return {
    timeout: timeoutMs,
    ...(proxy === undefined ? {} : { proxy }),
    ...(headers === undefined ? {} : { headers: { ...headers } }),
    ...(maxBodyLength === undefined ? {} : { maxBodyLength }),
    ...(maxContentLength === undefined ? {} : { maxContentLength }),
  };
}

/** node-mailjet's `config`. Host: per call (there), then configuration, then the secret. */
export function clientConfig(options: MailjetOptions, secretHost?: string): NonNullable<RequestConstructorConfig> {
  const host = options.host ?? secretHost;
  return {
    ...(host === undefined ? {} : { host }),
    ...(options.version === undefined ? {} : { version: options.version }),
    ...(options.output === undefined ? {} : { output: options.output }),
  };
}
