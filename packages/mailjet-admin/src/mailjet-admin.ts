import type { Clock } from "@mailjet-secrets/core";

/** A key pair whose values are behind methods; `MailjetCredentials` of core is one. */
export interface KeyPair {
  apiKey(): string;
  apiSecret(): string;
}

/** Options of a call. */
export interface AdminCallOptions {
  /** Ends the call, which then rejects with the signal's reason. Absence: nothing ends it but its time limit. */
  readonly signal?: AbortSignal;
}

/** An API key, which is an account or sub-account. No method gives a secret key. */
export interface ApiKey {
  /** Mailjet's number for it, as text: it may be larger than JavaScript's numbers. */
  readonly id: string;
  readonly name: string;
  readonly isActive: boolean;
  /** Whether it is the primary key of the account, which may create and deactivate others. */
  readonly isMaster: boolean;
  /** `Normal`, `Softlock`, `Hardlock`, or a word that Mailjet adds. */
  readonly runlevel: string;
  /** RFC 3339. Absence: Mailjet does not say. */
  readonly createdAt?: string;
  /** The public half. Behind a method, so that no log shows it. */
  apiKey(): string;
}

/** A key that was just made, with the only sight of its secret key there ever is. */
export interface CreatedApiKey extends ApiKey {
  /** The pair. Store it before anything else. */
  readonly pair: KeyPair;
}

/** Counts of a period of time. */
export interface CounterRow {
  /** Beginning of the period, epoch milliseconds. Absence: the whole life of the key. */
  readonly at?: number;
  readonly total: number;
  readonly sent: number;
  readonly queued: number;
  readonly deferred: number;
  readonly blocked: number;
  readonly hardBounced: number;
  readonly softBounced: number;
  readonly spam: number;
  readonly opened: number;
  readonly clicked: number;
  readonly unsubscribed: number;
}

export interface CounterQuery {
  /** Length of the periods. `highest`: five minutes. */
  readonly resolution: "highest" | "hour" | "day" | "lifetime";
  /** Epoch milliseconds. Absence, and for `lifetime`: no bound. */
  readonly from?: number;
  /** Epoch milliseconds. Absence: now. */
  readonly to?: number;
}

/** An address or domain that a key may send from. */
export interface Sender {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  /** `Active`, `Inactive`, `Deleted`. */
  readonly status: string;
  readonly createdAt?: string;
}

/** An address that Mailjet calls at events. Its user name, password and query are left out: they are often secrets. */
export interface Webhook {
  readonly id: string;
  readonly eventType: string;
  /** Scheme, host and path only. */
  readonly url: string;
  readonly status: string;
}

/** A token of the embedded toolkit. The token itself is not given. */
export interface ApiToken {
  readonly id: string;
  readonly tokenType: string;
  readonly allowedAccess: string;
  readonly isActive: boolean;
  readonly createdAt?: string;
  readonly firstUsedAt?: string;
  readonly lastUsedAt?: string;
}

/** A stored template. */
export interface Template {
  readonly id: string;
  readonly name: string;
}

/** A user of the account. */
export interface AccountUser {
  readonly id: string;
  readonly email: string;
  /** RFC 3339. Absence: Mailjet does not say. */
  readonly lastLoginAt?: string;
  readonly lastIp?: string;
  /** How many keys the account may have. Absence: Mailjet does not say. */
  readonly maxAllowedApiKeys?: number;
}

/** What a sandbox send came to: Mailjet checks all of a mail, and delivers none. */
export interface SandboxResult {
  readonly accepted: boolean;
  /** Mailjet's code, such as `send-0008` for a sender that the key may not use. Absence: accepted, or without code. */
  readonly errorCode?: string;
  /** Mailjet's words. */
  readonly errorMessage?: string;
}

/**
 * Mailjet's key management and statistics with one key pair. Every call is one request (lists: one a page), never repeated,
 * but once after a 429 that asks for ten seconds at most, and a `GET` whose kept connection was dead. It rejects with the
 * signal's reason, or with a `SecretsError` without payload: `CREDENTIALS_REJECTED`, `ACCOUNT_SUSPENDED`, `ACCESS_DENIED`
 * (403), `NOT_FOUND`, `RATE_LIMITED`, `UNAVAILABLE`, `TIMEOUT`, `UNEXPECTED_RESPONSE`, `CLOSED`. Everything belongs to the
 * key that asks, but for the keys and users of a primary key.
 */
export interface MailjetAdmin {
  /** All keys that this one may see: a primary key sees all of the account, a sub-account itself. */
  listApiKeys(options?: AdminCallOptions): Promise<readonly ApiKey[]>;
  /** The key with this public half. Absence: this one cannot see it. */
  findApiKey(apiKey: string, options?: AdminCallOptions): Promise<ApiKey | undefined>;
  /** Makes a key (a sub-account). A limit that is reached is `ACCESS_DENIED`. */
  createApiKey(key: { readonly name: string }, options?: AdminCallOptions): Promise<CreatedApiKey>;
  /** Changes a key. Resolves with whether that changed anything: Mailjet answers 304 if not. */
  updateApiKey(
    id: string,
    changes: { readonly name?: string; readonly isActive?: boolean },
    options?: AdminCallOptions,
  ): Promise<{ readonly changed: boolean }>;
  /** Counts of the key's mails by the time of the message, oldest first. */
  counters(query: CounterQuery, options?: AdminCallOptions): Promise<readonly CounterRow[]>;
  /** Number of messages that arrived within a time; no personal data is asked for. */
  countMessages(period: { readonly from: number; readonly to?: number }, options?: AdminCallOptions): Promise<number>;
  listSenders(options?: AdminCallOptions & { readonly includeDeleted?: boolean }): Promise<readonly Sender[]>;
  /** Number of senders: the cheapest call that every key may make, which is why pairs are checked with it. */
  countSenders(options?: AdminCallOptions): Promise<number>;
  listWebhooks(options?: AdminCallOptions): Promise<readonly Webhook[]>;
  listApiTokens(options?: AdminCallOptions): Promise<readonly ApiToken[]>;
  /** The templates of the key and of its user, not those of Mailjet's gallery: two lists. */
  listTemplates(options?: AdminCallOptions): Promise<readonly Template[]>;
  listUsers(options?: AdminCallOptions): Promise<readonly AccountUser[]>;
  /** Whether the key may send from an address: Send API v3.1 with `SandboxMode`. A refusal is a result, no error. */
  trySending(mail: { readonly from: string; readonly to?: string }, options?: AdminCallOptions): Promise<SandboxResult>;
  /** The time by Mailjet's clock at its last answer, epoch milliseconds. Absence: it has not answered yet. */
  serverTime(): number | undefined;
  /** Cuts the connections. Safe to call more than once. */
  close(): Promise<void>;
}

/** Options of `createMailjetAdmin`. */
export interface MailjetAdminOptions {
  /** The pair to work with. */
  readonly credentials: KeyPair;
  /** API host, with a port if it has one. @default "api.mailjet.com" */
  readonly host?: string;
  /** Bound on one request, in milliseconds. @default 10_000 */
  readonly timeoutMs?: number;
  /** PEM certificates to trust beside Node.js's. @default none */
  readonly caCertificates?: readonly string[];
  /** Address of a proxy, or `false` for none. @default by `HTTPS_PROXY` and `NO_PROXY` */
  readonly proxy?: string | false;
  /** Time, for tests. @default the machine's */
  readonly clock?: Clock;
}
