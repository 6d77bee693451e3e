import type { Clock } from "@mailjet-secrets/core";

/** One server, and how it is spoken to. Nothing is opened before the first request. */
export interface TransportOptions {
  /** Word for errors: the provider on whose behalf requests are made. */
  readonly provider: string;
  /**
   * Address of the server, with scheme; a path in it is kept in front of every request's path, slashes at its end do not
   * count. A user name or password in it is `INVALID_CONFIG`.
   */
  readonly baseUrl: string;
  /** Allows `http:` to a host that is not this machine. Not needed with `socketPath`. @default false: `INVALID_CONFIG` */
  readonly allowInsecureHttp?: boolean;
  /** PEM certificates of authorities to trust beside the roots of Node.js; several in one text, or `\n` for line breaks, will do. */
  readonly caCertificates?: readonly string[];
  /** PEM certificate and key with which the caller proves itself. */
  readonly clientCertificate?: { readonly certificate: string; readonly key: string; readonly passphrase?: string };
  /** Name that the server's certificate must be for. @default the host of `baseUrl` */
  readonly serverName?: string;
  /** Whether the server's certificate is checked. @default true */
  readonly verifyCertificate?: boolean;
  /**
   * Address of an `http:` or `https:` proxy, or `false` for none; never used for this machine or a unix socket.
   * @default by `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`
   */
  readonly proxy?: string | false;
  /** Path of a unix socket to connect to; host and port of `baseUrl` then serve for headers only. */
  readonly socketPath?: string;
  /** Bound on opening a connection, proxy and TLS included, in milliseconds. @default 5_000 */
  readonly connectTimeoutMs?: number;
  /**
   * Bound on one whole request, a redirect included, in milliseconds, from the moment it is its turn: the wait while 16
   * others are under way does not count, and is bounded by the request's signal only. @default 10_000
   */
  readonly timeoutMs?: number;
  /** Largest answer accepted, in bytes. @default 1_048_576 */
  readonly maxResponseBytes?: number;
  /**
   * Asked about the target of a redirect: `true` sends the request there, with all its headers and its body, so look at
   * `target.host`: another port may be somebody else's. At most one is followed, never from https to http; one that is
   * not followed is the answer. @default none is followed
   */
  readonly followRedirect?: (target: URL) => boolean;
  /** Headers of every request; a request's own go before them. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Time, for tests. @default the machine's */
  readonly clock?: Clock;
}

export interface TransportRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Path below `baseUrl`, already percent-encoded, with its query if it has one. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /**
   * Ends the request, or its wait for its turn; the promise then rejects with the signal's reason, and the socket is
   * closed. Any number of requests may share one.
   */
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
 * Speaks to one server over kept connections, at most 16 at a time; further requests wait. `request` rejects with the
 * signal's reason, or with a `SecretsError` without payload: `UNAVAILABLE` (not reached, reset, certificate not trusted),
 * `TIMEOUT`, `UNEXPECTED_RESPONSE` (too large, compressed, not HTTP), `UNAUTHENTICATED` (client certificate),
 * `ACCESS_DENIED` (unix socket), `INVALID_CONFIG` (certificates, proxy, a path or header that cannot be sent), `CLOSED`. A
 * `GET` whose kept connection turns out to be dead is sent once more, on a new one.
 */
export interface Transport {
  request(request: TransportRequest): Promise<TransportResponse>;
  /** Cuts all connections; requests under way reject with `CLOSED`. Safe to call more than once. */
  close(): Promise<void>;
}
