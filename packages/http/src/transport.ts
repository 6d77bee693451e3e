/** One server, and how it is spoken to. Nothing is opened before the first request. */
export interface TransportOptions {
  /** Word for errors: the provider on whose behalf requests are made. */
  readonly provider: string;
  /** Address of the server, with scheme; a path in it is kept in front of every request's path. */
  readonly baseUrl: string;
  /** Allows `http:` to a host that is not this machine. @default false: `INVALID_CONFIG` */
  readonly allowInsecureHttp?: boolean;
  /** PEM certificates of authorities to trust beside the roots of Node.js. */
  readonly caCertificates?: readonly string[];
  /** PEM certificate and key with which the caller proves itself. */
  readonly clientCertificate?: { readonly certificate: string; readonly key: string; readonly passphrase?: string };
  /** Name that the server's certificate must be for. @default the host of `baseUrl` */
  readonly serverName?: string;
  /** Whether the server's certificate is checked. @default true */
  readonly verifyCertificate?: boolean;
  /** Proxy address, or `false` for none. @default `HTTPS_PROXY`/`ALL_PROXY` without `NO_PROXY`; never for this machine */
  readonly proxy?: string | false;
  /** Path of a unix socket to connect to; host and port of `baseUrl` then serve for headers only. */
  readonly socketPath?: string;
  /** Bound on opening the connection, in milliseconds. @default 5_000 */
  readonly connectTimeoutMs?: number;
  /** Bound on one whole request, a redirect included, in milliseconds. @default 10_000 */
  readonly timeoutMs?: number;
  /** Largest answer accepted, in bytes. @default 1_048_576 */
  readonly maxResponseBytes?: number;
  /** Follows one redirect to the same host, or to one that this accepts; never from https to http. @default none is followed */
  readonly followRedirect?: (target: URL) => boolean;
  /** Headers of every request. */
  readonly headers?: Readonly<Record<string, string>>;
}

export interface TransportRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Path below `baseUrl`, already percent-encoded, with its query if it has one. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Ends the request; the promise then rejects with the signal's reason, and the socket is closed. */
  readonly signal: AbortSignal;
  /** Overrides the transport's `timeoutMs` for this request. */
  readonly timeoutMs?: number;
}

/** An answer with any status: what a status means is the caller's to say. */
export interface TransportResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** From `Retry-After`, as seconds or as a date. Absence: the server gave none. */
  readonly retryAfterMs?: number;
  /** The body as UTF-8. */
  text(): string;
  /** The body as JSON, or `undefined` if it is none. Never throws: the messages of `JSON.parse` quote their input. */
  json(): unknown;
}

/**
 * Speaks to one server over kept connections. `request` rejects with `SecretsError` without payload: `UNAVAILABLE` (not
 * reached, reset, certificate not trusted), `TIMEOUT`, `UNEXPECTED_RESPONSE` (too large, not HTTP), `CLOSED`.
 */
export interface Transport {
  request(request: TransportRequest): Promise<TransportResponse>;
  /** Cuts all connections. Safe to call more than once. */
  close(): Promise<void>;
}
