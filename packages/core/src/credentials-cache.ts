import { boundedRead } from "./bounded-read.ts";
import type { Clock } from "./clock.ts";
import { closedError } from "./closed-error.ts";
import { startAge } from "./entry-age.ts";
import type { MailjetCredentials } from "./mailjet-credentials.ts";
import { SecretsError, type SecretsErrorCode } from "./secrets-error.ts";

/** What one read of the store yields. */
export interface LoadedCredentials {
  readonly credentials: MailjetCredentials;
  /** Milliseconds from now after which the store says the values are void. Absence: no end is known. */
  readonly validForMs?: number;
}

export interface CredentialsCacheOptions {
  readonly provider: string;
  readonly load: (signal: AbortSignal) => Promise<LoadedCredentials>;
  /** Age after which a call starts a refresh in the background. */
  readonly refreshAfterMs: number;
  /** Age after which a call waits for the store. */
  readonly expireAfterMs: number;
  /** Bound on one read of the store, with its retries. */
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly random: () => number;
}

/** How the cached credentials stand; see {@link AccountStatus}. */
export interface CacheStatus {
  readonly state: "empty" | "fresh" | "stale" | "expired" | "degraded" | "closed";
  readonly credentials?: MailjetCredentials;
  readonly ageMs?: number;
  readonly lastErrorCode?: SecretsErrorCode;
}

interface Entry {
  readonly credentials: MailjetCredentials;
  /** Resolved and kept: a cached call awaits this one promise and makes none of its own. */
  readonly promise: Promise<MailjetCredentials>;
  readonly ageMs: () => number;
  readonly staleAtMs: number;
  readonly expiredAtMs: number;
}

interface Failure {
  readonly error: SecretsError;
  readonly ageMs: () => number;
  readonly coolDownMs: number;
}

const FIRST_COOL_DOWN_MS = 1_000;
const LONGEST_COOL_DOWN_MS = 60_000;
const NOT_FOUND_COOL_DOWN_MS = 5_000;
/** Part of `refreshAfterMs` by which the moment of a refresh varies, so that many processes do not ask together. */
const JITTER = 0.1;

/**
 * Keeps the credentials of one account: fresh (served), stale (served while one refresh runs), expired (the call waits).
 * There is never more than one live read; callers share it; a failure is never kept as an answer, and never empties the
 * cache before `expireAfterMs`.
 */
export class CredentialsCache {
  readonly #options: CredentialsCacheOptions;
  readonly #closing: AbortController = new AbortController();
  #entry: Entry | undefined;
  #failure: Failure | undefined;
  #running: Promise<MailjetCredentials> | undefined;
  #queued: Promise<MailjetCredentials> | undefined;
  /** Wall clock time up to which the entry is fresh for sure, and the last time seen: the whole cost of a cached call. */
  #freshUntil = Number.NEGATIVE_INFINITY;
  #lastSeen = Number.NEGATIVE_INFINITY;

  constructor(options: CredentialsCacheOptions) {
    this.#options = options;
  }

  /** The kept promise while the entry is fresh, else nothing. Asks one clock once. */
  fresh(): Promise<MailjetCredentials> | undefined {
    const now = this.#options.clock.now();
    // A step backwards must not make an old entry young again: `current` then asks the other clock. Not seen is a step that
    // ends after the last call: the price of one clock.
    if (now >= this.#freshUntil || now < this.#lastSeen) return undefined;
    this.#lastSeen = now;
    return this.#entry?.promise;
  }

  /** Credentials to use now. Waits for the store only if there is nothing that is not expired. */
  current(): Promise<MailjetCredentials> {
    return this.fresh() ?? this.#aged();
  }

  /** Reads the store past the cache: waits for a read that is under way, then makes one more, shared by all who ask. */
  refresh(): Promise<MailjetCredentials> {
    if (this.#running === undefined) return this.#start();
    this.#queued ??= this.#running
      .catch(() => {})
      .then(() => {
        this.#queued = undefined;
        return this.#running ?? this.#start();
      });
    return this.#queued;
  }

  /** The credentials that the store gave last, however old. Reads nothing. */
  peek(): MailjetCredentials | undefined {
    return this.#entry?.credentials;
  }

  /** Tells at any later time whether these credentials, just given by `current`, have become too old to be used. */
  expiryOf(credentials: MailjetCredentials): () => boolean {
    const entry = this.#entry;
    return entry?.credentials === credentials ? () => entry.ageMs() >= entry.expiredAtMs : () => true;
  }

  /** Whether no read is under way. */
  get idle(): boolean {
    return this.#running === undefined;
  }

  /** Milliseconds since the store last answered or failed; `Infinity` before. */
  sinceLastReadMs(): number {
    const ages = [this.#entry?.ageMs(), this.#failure?.ageMs()].filter((age) => age !== undefined);
    return Math.min(Number.POSITIVE_INFINITY, ...ages);
  }

  status(): CacheStatus {
    const failed = this.#failure === undefined ? {} : { lastErrorCode: this.#failure.error.code };
    if (this.#closing.signal.aborted) return { state: "closed", ...failed };
    if (this.#entry === undefined) return { state: "empty", ...failed };
    const ageMs = this.#entry.ageMs();
    return { state: this.#state(this.#entry, ageMs), credentials: this.#entry.credentials, ageMs, ...failed };
  }

  /** Ends a read that is under way and answers `CLOSED` from now on. */
  close(): void {
    this.#freshUntil = Number.NEGATIVE_INFINITY;
    this.#entry = undefined;
    this.#closing.abort(closedError());
  }

  #state(entry: Entry, ageMs: number): CacheStatus["state"] {
    if (ageMs >= entry.expiredAtMs) return "expired";
    if (this.#failure !== undefined) return "degraded";
    return ageMs >= entry.staleAtMs ? "stale" : "fresh";
  }

  #aged(): Promise<MailjetCredentials> {
    if (this.#closing.signal.aborted) return Promise.reject(closedError());
    const entry = this.#entry;
    const ageMs = entry?.ageMs() ?? Number.POSITIVE_INFINITY;
    if (entry === undefined || ageMs >= entry.expiredAtMs) return this.#load();
    if (ageMs >= entry.staleAtMs)
      this.#load().catch(() => {}); // the last good pair goes on being served
    else this.#anchor(entry, ageMs);
    return entry.promise;
  }

  /** Joins the read that is under way, or starts one unless a failure has just been seen. */
  #load(): Promise<MailjetCredentials> {
    if (this.#running !== undefined) return this.#running;
    const failure = this.#failure;
    if (failure !== undefined && failure.ageMs() < failure.coolDownMs) return Promise.reject(failure.error);
    return this.#start();
  }

  #start(): Promise<MailjetCredentials> {
    const { clock, load, provider, random, timeoutMs } = this.#options;
    const signal = this.#closing.signal;
    const running = boundedRead(load, { provider, timeoutMs, signal, clock, random })
      .then((loaded) => this.#accept(loaded))
      .catch((error: unknown) => this.#fail(error))
      .finally(() => {
        this.#running = undefined;
      });
    this.#running = running;
    return running;
  }

  #accept(loaded: LoadedCredentials): MailjetCredentials {
    if (this.#closing.signal.aborted) throw closedError();
    const { clock, expireAfterMs, random, refreshAfterMs } = this.#options;
    const { credentials, validForMs = Number.POSITIVE_INFINITY } = loaded;
    const expiredAtMs = Math.min(expireAfterMs, validForMs);
    const jitter = 1 + JITTER * (2 * random() - 1);
    const staleAtMs = Math.min(refreshAfterMs * jitter, expiredAtMs);
    this.#failure = undefined;
    this.#entry = {
      credentials,
      promise: Promise.resolve(credentials),
      ageMs: startAge(clock),
      staleAtMs,
      expiredAtMs,
    };
    this.#anchor(this.#entry, 0);
    return credentials;
  }

  #fail(error: unknown): never {
    if (SecretsError.is(error) && error.code !== "CLOSED") {
      const longer = Math.min((this.#failure?.coolDownMs ?? FIRST_COOL_DOWN_MS / 2) * 2, LONGEST_COOL_DOWN_MS);
      const coolDownMs = error.code === "NOT_FOUND" ? Math.max(NOT_FOUND_COOL_DOWN_MS, longer) : longer;
      this.#failure = { error, ageMs: startAge(this.#options.clock), coolDownMs };
    }
    throw error;
  }

  /** Says until when the wall clock alone is enough to call the entry fresh. */
  #anchor(entry: Entry, ageMs: number): void {
    const now = this.#options.clock.now();
    this.#lastSeen = now;
    this.#freshUntil = now + entry.staleAtMs - ageMs;
  }
}
