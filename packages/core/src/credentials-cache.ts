import { boundedRead } from "./bounded-read.ts";
import {
  type CacheEntry,
  cacheEntry,
  type EntryOptions,
  isUsable,
  type LoadedCredentials,
  type ReadFailure,
  readFailure,
} from "./cache-entry.ts";
import { closedError } from "./closed-error.ts";
import { startAge } from "./entry-age.ts";
import type { Emit } from "./events.ts";
import type { MailjetCredentials } from "./mailjet-credentials.ts";
import { type RefreshTimer, refreshTimer } from "./refresh-timer.ts";
import { SecretsError, type SecretsErrorCode } from "./secrets-error.ts";

export interface CredentialsCacheOptions extends EntryOptions {
  readonly provider: string;
  readonly load: (signal: AbortSignal) => Promise<LoadedCredentials>;
  /** Bound on one read of the store, with its retries. */
  readonly timeoutMs: number;
  /** Whether refreshes happen without calls, too. */
  readonly keepFresh: boolean;
  /** Whether Mailjet rejected these credentials, so that even a fallback's are better. */
  readonly isRejected: (credentials: MailjetCredentials) => boolean;
  readonly emit: Emit;
}

/** How the cached credentials stand; see {@link AccountStatus}. */
export interface CacheStatus {
  readonly state: "empty" | "fresh" | "stale" | "expired" | "degraded" | "closed";
  readonly credentials?: MailjetCredentials;
  readonly ageMs?: number;
  readonly lastErrorCode?: SecretsErrorCode;
}

/**
 * Keeps the credentials of one account: fresh (served), stale (served while one refresh runs), expired (the call waits).
 * There is never more than one live read; callers share it; a failure is never kept as an answer, and never empties the
 * cache before `expireAfterMs`.
 */
export class CredentialsCache {
  readonly #options: CredentialsCacheOptions;
  readonly #closing: AbortController = new AbortController();
  readonly #timer: RefreshTimer | undefined;
  #entry: CacheEntry | undefined;
  #failure: ReadFailure | undefined;
  #running: Promise<MailjetCredentials> | undefined;
  #queued: Promise<MailjetCredentials> | undefined;
  /** The entry whose end was told last: it is told once. */
  #toldExpired: CacheEntry | undefined;
  /** Wall clock time up to which the entry is fresh for sure, and the last time seen: the whole cost of a cached call. */
  #freshUntil = Number.NEGATIVE_INFINITY;
  #lastSeen = Number.NEGATIVE_INFINITY;

  constructor(options: CredentialsCacheOptions) {
    this.#options = options;
    const refresh = (): void => void this.#load().catch(() => {});
    const dueInMs = (): number => this.#dueInMs();
    this.#timer = options.keepFresh ? refreshTimer({ clock: options.clock, dueInMs, refresh }) : undefined;
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
    return entry?.credentials === credentials ? () => !isUsable(entry) : () => true;
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

  /** Ends `keepFresh`, since nobody needs the credentials any more. Calls go on as ever. */
  release(): void {
    this.#timer?.stop();
  }

  /** Ends a read that is under way and answers `CLOSED` from now on. */
  close(): void {
    this.release();
    this.#freshUntil = Number.NEGATIVE_INFINITY;
    this.#entry = undefined;
    this.#closing.abort(closedError());
  }

  #state(entry: CacheEntry, ageMs: number): CacheStatus["state"] {
    if (ageMs >= entry.expiredAtMs) return "expired";
    if (this.#failure !== undefined || entry.degraded) return "degraded";
    return ageMs >= entry.staleAtMs ? "stale" : "fresh";
  }

  #aged(): Promise<MailjetCredentials> {
    if (this.#closing.signal.aborted) return Promise.reject(closedError());
    const entry = this.#entry;
    if (entry === undefined) return this.#load();
    const ageMs = entry.ageMs();
    if (ageMs >= entry.expiredAtMs) {
      this.#tellExpired(entry, ageMs);
      return this.#load();
    }
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
    const { clock, emit, load } = this.#options;
    const startedAt = clock.monotonic();
    const kept = this.#entry;
    if (kept !== undefined) emit("refresh", { fingerprint: kept.credentials.fingerprint, ageMs: kept.ageMs() });
    const read = async (signal: AbortSignal): Promise<CacheEntry> => {
      const ageMs = startAge(clock);
      return this.#inTime(cacheEntry(await load(signal), ageMs, this.#options));
    };
    const running = boundedRead(read, { ...this.#options, signal: this.#closing.signal })
      .then((entry) => this.#accept(entry, startedAt))
      .catch((error: unknown) => this.#fail(error, startedAt))
      .finally(() => {
        this.#running = undefined;
        this.#timer?.plan();
      });
    this.#running = running;
    return running;
  }

  /** An answer that lay unread while the process stood still may be too old: it is asked for again. */
  #inTime(entry: CacheEntry): CacheEntry {
    const { expireAfterMs, provider } = this.#options;
    if (expireAfterMs === 0 || entry.ageMs() < expireAfterMs) return entry;
    throw new SecretsError("TIMEOUT", `The answer of the provider "${provider}" was seen only after expireAfterMs.`, {
      provider,
    });
  }

  #accept(entry: CacheEntry, startedAt: number): MailjetCredentials {
    if (this.#closing.signal.aborted) throw closedError();
    const before = this.#entry;
    if (entry.degraded && this.#isGoodFirstChoice(before)) throw onlyFallback(this.#options.provider);
    this.#failure = undefined;
    this.#entry = entry;
    this.#anchor(entry, entry.ageMs());
    this.#tellAnswer(entry, before, startedAt);
    return entry.credentials;
  }

  #fail(error: unknown, startedAt: number): never {
    if (!SecretsError.is(error) || error.code === "CLOSED") throw error;
    const before = this.#failure;
    this.#failure = readFailure(error, before, this.#options.clock);
    this.#tellFailure(error.code, before, startedAt);
    throw error;
  }

  #isGoodFirstChoice(entry: CacheEntry | undefined): boolean {
    return isUsable(entry) && !entry.degraded && !this.#options.isRejected(entry.credentials);
  }

  #tellAnswer(entry: CacheEntry, before: CacheEntry | undefined, startedAt: number): void {
    const { clock, emit } = this.#options;
    const { fingerprint, version } = entry.credentials;
    const found = { fingerprint, ...(version === undefined ? {} : { version }) };
    emit("read", { durationMs: clock.monotonic() - startedAt, ...found });
    if (before !== undefined && !before.credentials.equals(entry.credentials)) {
      emit("rotated", { previousFingerprint: before.credentials.fingerprint, ...found });
    }
    if (entry.degraded) emit("degraded", { fingerprint });
  }

  #tellFailure(errorCode: SecretsErrorCode, before: ReadFailure | undefined, startedAt: number): void {
    const { clock, emit } = this.#options;
    emit("read", { durationMs: clock.monotonic() - startedAt, errorCode });
    const kept = this.#entry;
    if (before !== undefined || !isUsable(kept)) return;
    emit("degraded", { fingerprint: kept.credentials.fingerprint, errorCode });
  }

  #tellExpired(entry: CacheEntry, ageMs: number): void {
    if (this.#toldExpired === entry || entry.expiredAtMs === 0) return; // 0: nothing was to be kept
    this.#toldExpired = entry;
    this.#options.emit("expired", { fingerprint: entry.credentials.fingerprint, ageMs });
  }

  /** Milliseconds until a refresh is due, and allowed after a failure. */
  #dueInMs(): number {
    const [entry, failure] = [this.#entry, this.#failure];
    const dueInMs = entry === undefined ? 0 : entry.staleAtMs - entry.ageMs();
    return failure === undefined ? dueInMs : Math.max(dueInMs, failure.coolDownMs - failure.ageMs());
  }

  /** Says until when the wall clock alone is enough to call the entry fresh. */
  #anchor(entry: CacheEntry, ageMs: number): void {
    const now = this.#options.clock.now();
    this.#lastSeen = now;
    this.#freshUntil = now + entry.staleAtMs - ageMs;
  }
}

function onlyFallback(provider: string): SecretsError {
  const message = `Only a fallback of the provider "${provider}" answered; the pair of the first choice goes on being used.`;
  return new SecretsError("UNAVAILABLE", message, { provider });
}
