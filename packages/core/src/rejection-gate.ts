import type { Clock } from "./clock.ts";
import type { CredentialsCache } from "./credentials-cache.ts";
import { startAge } from "./entry-age.ts";
import type { Emit } from "./events.ts";
import type { MailjetCredentials } from "./mailjet-credentials.ts";
import { pause } from "./pause.ts";
import { type Refusal, RejectedPairs, type Rejection } from "./rejected-pairs.ts";
import { SecretsError } from "./secrets-error.ts";
import { untilAborted } from "./until-aborted.ts";

export interface RejectionGateOptions {
  readonly cache: CredentialsCache;
  /** How long requests wait for another pair after Mailjet rejected the one in the store. 0: one look, no wait. */
  readonly rotationGraceMs: number;
  readonly clock: Clock;
  readonly random: () => number;
  /** Ends every wait when the account closes. */
  readonly signal: AbortSignal;
  readonly emit: Emit;
}

/** The right to send with a pair. Must be settled, whatever happens. */
export interface Lease {
  readonly credentials: MailjetCredentials;
  /** `accepted`: Mailjet's answer shows that it accepted the pair. `unknown`: no answer, or none that speaks of the pair. */
  settle(outcome: "accepted" | "unknown"): void;
}

/** A pair that Mailjet accepted. */
interface Proven {
  readonly credentials: MailjetCredentials;
  /** Place in the order of leases; answers may come in another. */
  readonly number: number;
  /** Whether the store gave the pair too long ago for it to be used. */
  readonly isExpired: () => boolean;
}

const LONGEST_TRIAL_WAIT_MS = 2_000;
const FIRST_POLL_MS = 100;
const LONGEST_POLL_MS = 2_000;
/** While requests fail at once, the store is asked in the background no more often than this. */
const RECHECK_MS = 5_000;
const MOST_HELD = 1_000;

/**
 * Decides with which pair a request may go to Mailjet, and when none may. Mailjet blocks callers that keep failing to
 * log in, so a pair that it has not answered yet is tried by one request first, and a rejected one is not sent again
 * before its probe. Pairs are judged by their values, never by versions.
 */
export class RejectionGate {
  readonly #options: RejectionGateOptions;
  readonly #rejected: RejectedPairs;
  #leases = 0;
  #proven: Proven | undefined;
  #trial: Promise<void> | undefined;
  #hold: Promise<void> | undefined;
  #held = 0;

  constructor(options: RejectionGateOptions) {
    this.#options = options;
    this.#rejected = new RejectedPairs(options.clock);
  }

  /** Whether nothing speaks against the pair in the cache: then the cache alone answers. */
  get open(): boolean {
    const credentials = this.#options.cache.peek();
    return credentials === undefined || this.#rejected.find(credentials) === undefined;
  }

  /** The error that requests with this pair get, if Mailjet rejected it. */
  rejectionOf(credentials: MailjetCredentials): SecretsError | undefined {
    return this.#rejected.find(credentials)?.error;
  }

  /** Whether Mailjet's API accepted this pair, and no newer one since. */
  isProven(credentials: MailjetCredentials): boolean {
    return this.#proven?.credentials.equals(credentials) === true;
  }

  /** The last proven pair, if it may stand in for a newer one that is rejected. */
  standIn(): MailjetCredentials | undefined {
    return this.#usableProven()?.credentials;
  }

  /**
   * Waits for a pair that may be sent. `trial`: whether an unproven pair takes the one place for trying it; code that
   * may itself send through the client must not, or it would wait for itself.
   */
  async acquire(trial: boolean, signal: AbortSignal | undefined): Promise<Lease> {
    let waitedMs: (() => number) | undefined;
    for (;;) {
      const credentials = await untilAborted(this.#options.cache.current(), signal);
      const rejection = this.#rejected.find(credentials);
      if (rejection !== undefined) {
        const lease = this.#leaseDespite(rejection, trial);
        if (lease !== undefined) return lease;
        await this.#waitForOther(rejection, signal);
        waitedMs = undefined; // the bound is on the wait for one trial, not on the hold before it
      } else if (!trial || this.isProven(credentials)) {
        return this.#lease(credentials);
      } else if (this.#trial === undefined) {
        return this.#leaseTrial(credentials);
      } else {
        waitedMs ??= startAge(this.#options.clock);
        const leftMs = LONGEST_TRIAL_WAIT_MS - waitedMs();
        if (leftMs <= 0) return this.#lease(credentials);
        await this.#waitForTrial(this.#trial, leftMs, signal);
      }
    }
  }

  /** Remembers that this pair was rejected. */
  reject(credentials: MailjetCredentials, refusal: Refusal): SecretsError {
    const before = this.#rejected.find(credentials);
    const rejection = this.#rejected.add(credentials, refusal);
    if (rejection !== before) this.#tellRejected(rejection);
    return rejection.error;
  }

  /** Resolves once a pair that is not rejected is to be had; rejects with the rejection when the grace is over. */
  async replacement(rejected: MailjetCredentials, signal: AbortSignal | undefined): Promise<void> {
    const known = this.#options.cache.peek();
    const rejection = this.#rejected.find(known ?? rejected);
    // The answer to an older pair came late, or another one stands in.
    if (rejection === undefined || this.standIn() !== undefined) return;
    await this.#waitForOther(rejection, signal);
  }

  #usableProven(): Proven | undefined {
    const proven = this.#proven;
    const usable = proven !== undefined && !proven.isExpired() && !this.#rejected.find(proven.credentials);
    return usable ? proven : undefined;
  }

  #leaseDespite(rejection: Rejection, trial: boolean): Lease | undefined {
    if (trial && this.#trial === undefined && rejection.isProbeDue()) return this.#leaseTrial(rejection.credentials);
    const proven = this.#usableProven();
    if (proven === undefined) return undefined;
    this.#recheck(rejection);
    return this.#lease(proven.credentials, proven.isExpired);
  }

  #lease(credentials: MailjetCredentials, isExpired = this.#options.cache.expiryOf(credentials)): Lease {
    this.#leases += 1;
    const number = this.#leases;
    const before = this.#rejected.find(credentials);
    return {
      credentials,
      settle: (outcome) => {
        if (outcome === "accepted") this.#accepted({ credentials, number, isExpired }, before);
      },
    };
  }

  #leaseTrial(credentials: MailjetCredentials): Lease {
    const lease = this.#lease(credentials);
    let finish = (): void => {};
    const trial = new Promise<void>((resolve) => {
      finish = resolve;
    });
    this.#trial = trial;
    return {
      credentials,
      settle: (outcome) => {
        if (this.#trial === trial) this.#trial = undefined;
        lease.settle(outcome);
        finish();
      },
    };
  }

  #accepted(proven: Proven, before: Rejection | undefined): void {
    const rejection = this.#rejected.find(proven.credentials);
    // An answer to a request from before the rejection, or before a newer pair was proven, says nothing about now.
    if (rejection !== before || proven.number < (this.#proven?.number ?? 0)) return;
    this.#proven = proven;
    if (rejection !== undefined) this.#rejected.remove(rejection);
  }

  async #waitForTrial(trial: Promise<void>, longestMs: number, signal: AbortSignal | undefined): Promise<void> {
    const timer = new AbortController();
    const timeUp = pause(longestMs, timer.signal, this.#options.clock).catch(() => {});
    const settled = untilAborted(Promise.race([trial, timeUp]), this.#options.signal);
    await untilAborted(settled, signal).finally(() => timer.abort());
  }

  /** Waits until the store holds another pair; requests share one hold, and there is one for each rejected pair. */
  async #waitForOther(rejection: Rejection, signal: AbortSignal | undefined): Promise<void> {
    if (this.#hold === undefined) {
      if (rejection.held || rejection.error.code === "ACCOUNT_SUSPENDED") throw this.#recheck(rejection);
      rejection.held = true;
      const { emit, rotationGraceMs: graceMs } = this.#options;
      emit("held", { fingerprint: rejection.credentials.fingerprint, graceMs });
      this.#hold = this.#pollStore(rejection).finally(() => {
        this.#hold = undefined;
      });
    }
    if (this.#held >= MOST_HELD) throw tooManyHeld(rejection.error);
    this.#held += 1;
    await untilAborted(this.#hold, signal).finally(() => {
      this.#held -= 1;
    });
  }

  /** Asks the store again and again, ever slower, until it holds another pair: somebody is just replacing it. */
  async #pollStore(rejection: Rejection): Promise<void> {
    const { clock, random, rotationGraceMs, signal } = this.#options;
    const heldFor = startAge(clock);
    for (let pollMs = FIRST_POLL_MS; ; pollMs = Math.min(pollMs * 2, LONGEST_POLL_MS)) {
      const found = await this.#readStore(rotationGraceMs - heldFor());
      if (found !== undefined && this.#rejected.find(found) === undefined) return;
      const leftMs = rotationGraceMs - heldFor();
      if (leftMs <= 0) throw afterWaiting(rejection.error, rotationGraceMs);
      await pause(Math.min(leftMs, pollMs * (0.5 + random())), signal, clock);
    }
  }

  /** One read past the cache, no longer than what is left of the grace. A store that fails now may answer next time. */
  async #readStore(leftMs: number): Promise<MailjetCredentials | undefined> {
    const timer = new AbortController();
    const read = this.#options.cache.refresh().catch(() => undefined);
    if (leftMs <= 0) return await read;
    const timeUp = pause(leftMs, timer.signal, this.#options.clock).then(
      () => undefined,
      () => undefined,
    );
    return await Promise.race([read, timeUp]).finally(() => timer.abort());
  }

  #tellRejected({ credentials, error }: Rejection): void {
    const { cache, emit } = this.#options;
    emit("rejected", { fingerprint: credentials.fingerprint, errorCode: error.code });
    const standIn = this.standIn();
    if (standIn === undefined || !cache.peek()?.equals(credentials)) return;
    emit("degraded", { fingerprint: standIn.fingerprint, errorCode: error.code });
  }

  #recheck(rejection: Rejection): SecretsError {
    if (this.#options.cache.sinceLastReadMs() >= RECHECK_MS) this.#options.cache.refresh().catch(() => {});
    return rejection.error;
  }
}

/** Tells where the time went. */
function afterWaiting(error: SecretsError, graceMs: number): SecretsError {
  if (graceMs === 0) return error;
  const { code, statusCode = 401, ErrorMessage, ErrorCode, ErrorIdentifier } = error;
  const words = Object.entries({ ErrorMessage, ErrorCode, ErrorIdentifier }).filter(([, text]) => text !== undefined);
  return new SecretsError(code, error.message, {
    mailjet: { statusCode, ...Object.fromEntries(words) },
    cause: error.cause,
    hint: `Requests waited ${graceMs / 1_000} s for another pair in the store (rotationGraceMs).`,
  });
}

function tooManyHeld(error: SecretsError): SecretsError {
  return new SecretsError("CREDENTIALS_REJECTED", error.message, {
    retryable: true,
    mailjet: { statusCode: 401 },
    hint: `${MOST_HELD} requests wait for another pair already; send this one again later.`,
  });
}
