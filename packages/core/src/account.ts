import { type AccountSecret, secretReference } from "./account-secret.ts";
import type { LoadedCredentials } from "./cache-entry.ts";
import type { Clock } from "./clock.ts";
import { closedError } from "./closed-error.ts";
import { type CacheStatus, CredentialsCache } from "./credentials-cache.ts";
import { type Emit, emitterOf } from "./events.ts";
import type { LoginRefusals } from "./login-refusals.ts";
import type { CredentialKind, MailjetCredentials } from "./mailjet-credentials.ts";
import type { PairUse } from "./pair-use.ts";
import type { SecretSnapshot, SecretsProvider } from "./provider.ts";
import { readCredentials } from "./read-credentials.ts";
import { type Lease, RejectionGate } from "./rejection-gate.ts";
import { type MailjetErrorFields, SecretsError, type SecretsErrorCode } from "./secrets-error.ts";
import { untilAborted } from "./until-aborted.ts";

/** Durations of the cache, in milliseconds, all resolved. */
export interface CacheDurations {
  readonly refreshAfterMs: number;
  readonly expireAfterMs: number;
  readonly timeoutMs: number;
  readonly rotationGraceMs: number;
}

export interface AccountOptions extends CacheDurations {
  /** Name of the account. Absence: the default one. */
  readonly name: string | undefined;
  readonly keepFresh: boolean;
  /** Of all accounts together. */
  readonly refusals: LoginRefusals;
  readonly provider: SecretsProvider;
  readonly secret: AccountSecret;
  /** Reports which pair is in use. Absence: nobody wants to know. */
  readonly use: PairUse | undefined;
  readonly clock: Clock;
  readonly random: () => number;
}

/** How an account stands, without a value in it. */
export interface AccountStatus {
  /**
   * `empty`: nothing read yet. `fresh`, `stale` (a refresh is due), `expired`: by age. `degraded`: the store fails or
   * Mailjet rejects the newest pair, and the last good one is served. `rejected`: Mailjet rejects the pair, and there is
   * no other. `closed`: the factory was closed.
   */
  readonly state: CacheStatus["state"] | "rejected";
  /** Name of the account. Absence: the default one. */
  readonly account?: string;
  readonly kind?: CredentialKind;
  /** Absence: the configuration has not been read yet. */
  readonly provider?: string;
  readonly version?: string;
  readonly fingerprint?: string;
  /** Milliseconds since the store gave the pair. */
  readonly ageMs?: number;
  /** Code of the failure since the last good read. */
  readonly lastErrorCode?: SecretsErrorCode;
  /** What looks odd about the pair without making it unusable. */
  readonly warnings?: readonly string[];
}

/** Says that a pair was rejected. */
export interface RejectionVerdict {
  /** Mailjet's words, where they are known. */
  readonly fields: MailjetErrorFields;
  /** Whether it binds the API: SMTP takes up a new secret an hour later, so its word is not enough against a proven pair. */
  readonly binding: boolean;
}

/** How {@link Account.run} reads the outcome of a caller's work. */
export interface RunOptions {
  readonly signal?: AbortSignal | undefined;
  /** Whether the work is one request of our own client, which may try an unproven pair and can prove it. */
  readonly ownRequest: boolean;
  /** What the error says about the pair, if it says that the pair was rejected. */
  readonly verdictIn: (error: unknown) => RejectionVerdict | undefined;
  /** Whether the error is an answer of Mailjet, which proves the pair. */
  readonly isAnswer: (error: unknown) => boolean;
}

/** Somebody may paste a wrong secret before the right one; each attempt is with a pair that was not tried before. */
const MOST_OWN_ATTEMPTS = 4;

/** One Mailjet account: its cached credentials, and the rules by which they are used. */
export class Account {
  readonly #options: AccountOptions;
  readonly #cache: CredentialsCache;
  readonly #gate: RejectionGate;
  readonly #closing: AbortController = new AbortController();

  constructor(options: AccountOptions) {
    const { provider, clock, name, random } = options;
    const publish = emitterOf({ provider: provider.name, ...(name === undefined ? {} : { account: name }) });
    // After these the pair in use may be another one; a cached call has no events, and costs nothing more.
    const emit: Emit = (event, details) => {
      publish(event, details);
      if (event === "read" || event === "rejected") this.#noteUse();
    };
    this.#options = options;
    this.#cache = new CredentialsCache({
      ...options,
      provider: provider.name,
      load: (signal) => this.#load(signal),
      isRejected: (credentials) => this.#gate.rejectionOf(credentials) !== undefined,
      emit,
    });
    this.#gate = new RejectionGate({
      cache: this.#cache,
      rotationGraceMs: options.rotationGraceMs,
      clock,
      random,
      signal: this.#closing.signal,
      emit,
    });
  }

  /** Aborts when the account closes. */
  get closing(): AbortSignal {
    return this.#closing.signal;
  }

  /** Whether nothing would be lost if the account were forgotten while nobody uses it: no read, no rejected pair. */
  get idle(): boolean {
    return this.#gate.open && this.#cache.idle;
  }

  /** The kept promise of fresh credentials that nothing speaks against, else nothing: the path of a cached call. */
  fresh(): Promise<MailjetCredentials> | undefined {
    return this.#gate.open ? this.#cache.fresh() : undefined;
  }

  /** Credentials to use now; waits for the store, and for the gate if Mailjet rejected the pair. */
  credentials(signal?: AbortSignal): Promise<MailjetCredentials> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    if (this.#gate.open) return untilAborted(this.#cache.current(), signal);
    return this.#gate.acquire(false, signal).then((lease) => lease.credentials);
  }

  /** Reads the store past the cache. */
  refresh(signal?: AbortSignal): Promise<MailjetCredentials> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    return untilAborted(this.#cache.refresh(), signal);
  }

  /** Runs work with a pair, and again with another one if Mailjet rejected it and another is to be had. */
  async run<T>(work: (credentials: MailjetCredentials) => Promise<T>, options: RunOptions): Promise<T> {
    options.signal?.throwIfAborted();
    const mostAttempts = options.ownRequest ? MOST_OWN_ATTEMPTS : 2;
    for (let attempt = 1; ; attempt += 1) {
      const lease = await this.#gate.acquire(options.ownRequest, options.signal);
      try {
        const result = await work(lease.credentials);
        this.#settle(lease, options.ownRequest ? "accepted" : "unknown");
        return result;
      } catch (error) {
        const verdict = SecretsError.is(error) ? undefined : options.verdictIn(error);
        this.#settle(lease, verdict === undefined && options.isAnswer(error) ? "accepted" : "unknown");
        if (verdict === undefined) throw error;
        if (!verdict.binding && this.#gate.isProven(lease.credentials)) {
          const stored = await this.refresh(options.signal);
          if (attempt === mostAttempts || stored.equals(lease.credentials)) throw error;
          continue;
        }
        const { ownRequest } = options;
        this.#options.refusals.note();
        const rejected = this.#gate.reject(lease.credentials, { ...verdict.fields, ownRequest, cause: error });
        if (attempt === mostAttempts) throw rejected;
        await this.#gate.replacement(lease.credentials, options.signal);
      }
    }
  }

  status(): AccountStatus {
    const { credentials, ageMs, ...age } = this.#cache.status();
    const cache = { ...age, ...(ageMs === undefined ? {} : { ageMs: Math.round(ageMs) }) };
    const facts = { kind: this.#options.secret.kind ?? "mail", provider: this.#options.provider.name };
    if (credentials === undefined) return { ...cache, ...facts };
    const rejection = this.#gate.rejectionOf(credentials);
    const standIn = rejection && this.#gate.standIn();
    const { provider, version, fingerprint, warnings } = standIn ?? credentials;
    return {
      ...cache,
      ...facts,
      provider,
      ...(version === undefined ? {} : { version }),
      fingerprint,
      ...(warnings.length === 0 ? {} : { warnings }),
      ...(rejection && { state: standIn ? "degraded" : "rejected", lastErrorCode: rejection.code }),
    };
  }

  /** Nobody keeps the account any more: it reads nothing unless it is called. */
  release(): void {
    this.#options.use?.release();
    this.#cache.release();
  }

  /** Ends reads and waits; everything after answers `CLOSED`. */
  close(): void {
    this.#options.use?.release();
    this.#cache.close();
    this.#closing.abort(closedError());
  }

  #settle(lease: Lease, outcome: Parameters<Lease["settle"]>[0]): void {
    lease.settle(outcome);
    this.#noteUse(); // a pair that was rejected may be accepted now
  }

  /** The pair that is served: the newest one, or the one that stands in for it. */
  #noteUse(): void {
    const { use } = this.#options;
    if (use === undefined) return;
    const { credentials: newest, state, lastErrorCode } = this.#cache.status();
    const isNotServed = state === "expired" && lastErrorCode !== undefined;
    if (newest === undefined || isNotServed) return;
    const served = this.#gate.rejectionOf(newest) === undefined ? newest : this.#gate.standIn();
    if (served !== undefined) use.note(served);
  }

  async #load(signal: AbortSignal): Promise<LoadedCredentials> {
    const { provider, secret, clock } = this.#options;
    const snapshot = checkedSnapshot(await provider.read(secretReference(secret), { signal }), provider.name);
    const credentials = readCredentials(snapshot, secret, provider.name);
    // A duration from now on: the wall clock may be set back later.
    const { degraded, expiresAt } = snapshot;
    return {
      credentials,
      ...(expiresAt === undefined ? {} : { validForMs: Math.max(0, expiresAt - clock.now()) }),
      ...(degraded === true ? { degraded } : {}),
    };
  }
}

/** Providers are written by many; what one of them gives must not end as "cannot read properties of undefined". */
function checkedSnapshot(snapshot: SecretSnapshot, provider: string): SecretSnapshot {
  const values: unknown = (snapshot as SecretSnapshot | undefined)?.values;
  const isRecord = typeof values === "object" && values !== null && !Array.isArray(values);
  const isText = isRecord && Object.values(values).every((value) => typeof value === "string");
  if (isText && Number.isFinite(snapshot.expiresAt ?? 0)) return snapshot;
  throw new SecretsError("UNEXPECTED_RESPONSE", `The provider "${provider}" gave something that is no snapshot.`, {
    provider,
    hint: 'Its read() must return { values: { name: "text" } }, and expiresAt, if any, in epoch milliseconds.',
  });
}
