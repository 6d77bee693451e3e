import { pause } from "./bounded-read.ts";
import type { Clock } from "./clock.ts";
import type { CredentialsCache } from "./credentials-cache.ts";
import { startAge } from "./entry-age.ts";
import type { MailjetCredentials } from "./mailjet-credentials.ts";
import { type MailjetErrorFields, SecretsError } from "./secrets-error.ts";
import { untilAborted } from "./until-aborted.ts";

export interface RejectionGateOptions {
  readonly cache: CredentialsCache;
  /** How long requests wait for another pair after Mailjet rejected the one in the store. 0: one look, no wait. */
  readonly rotationGraceMs: number;
  /** Age up to which the last pair that Mailjet accepted may stand in for a newer one that it rejects. */
  readonly expireAfterMs: number;
  readonly clock: Clock;
  readonly random: () => number;
  /** Ends every wait when the account closes. */
  readonly signal: AbortSignal;
}

/** The right to send with a pair. Must be settled, whatever happens. */
export interface Lease {
  readonly credentials: MailjetCredentials;
  /** `accepted`: Mailjet answered with anything but 401. `unknown`: no answer, or none that speaks of the pair. */
  settle(outcome: "accepted" | "unknown"): void;
}

interface Rejection {
  readonly credentials: MailjetCredentials;
  readonly error: SecretsError;
  /** Time since the last probe failed, or since the first 401. */
  readonly ageMs: () => number;
  readonly probeAfterMs: number;
  /** Whether requests have waited for another pair once already: they do not a second time. */
  readonly held: boolean;
}

const LONGEST_TRIAL_WAIT_MS = 2_000;
const FIRST_POLL_MS = 100;
const LONGEST_POLL_MS = 2_000;
const FIRST_PROBE_MS = 60_000;
const LONGEST_PROBE_MS = 3_600_000;
/** While requests fail at once, the store is asked in the background no more often than this. */
const RECHECK_MS = 5_000;
const MOST_HELD = 1_000;
const MOST_REMEMBERED = 8;

/**
 * Decides with which pair a request may go to Mailjet, and when none may. Mailjet blocks callers that keep failing to
 * log in, so a pair that it has not answered yet is tried by one request first, and a rejected one is not sent again
 * before its probe. Pairs are judged by their values, never by versions.
 */
export class RejectionGate {
  readonly #options: RejectionGateOptions;
  #rejections: readonly Rejection[] = [];
  #proven: { readonly credentials: MailjetCredentials; readonly ageMs: () => number } | undefined;
  #trial: Promise<void> | undefined;
  #hold: Promise<void> | undefined;
  #held = 0;

  constructor(options: RejectionGateOptions) {
    this.#options = options;
  }

  /** Whether no pair is rejected: then the cache alone answers. */
  get open(): boolean {
    return this.#rejections.length === 0;
  }

  /** The error that requests with this pair get, if Mailjet rejected it. */
  rejectionOf(credentials: MailjetCredentials): SecretsError | undefined {
    return this.#find(credentials)?.error;
  }

  /** The proven pair that stands in for the given rejected one, if there is one. */
  standIn(): MailjetCredentials | undefined {
    const proven = this.#proven;
    const usable =
      proven !== undefined && proven.ageMs() < this.#options.expireAfterMs && !this.#find(proven.credentials);
    return usable ? proven.credentials : undefined;
  }

  /**
   * Waits for a pair that may be sent. `trial`: whether an unproven pair takes the one place for trying it; code that
   * may itself send through the client must not, or it would wait for itself.
   */
  async acquire(trial: boolean, signal: AbortSignal | undefined): Promise<Lease> {
    const waited = startAge(this.#options.clock);
    for (;;) {
      const credentials = await untilAborted(this.#options.cache.current(), signal);
      const rejection = this.#find(credentials);
      if (rejection !== undefined) {
        const lease = this.#leaseDespite(rejection, trial);
        if (lease !== undefined) return lease;
        if (this.#hold === undefined) throw this.#recheck(rejection);
        await this.#waitForHold(this.#hold, rejection, signal);
      } else if (!trial || this.#isProven(credentials) || waited() >= LONGEST_TRIAL_WAIT_MS) {
        return this.#lease(credentials);
      } else if (this.#trial === undefined) {
        return this.#leaseTrial(credentials);
      } else {
        await this.#waitForTrial(this.#trial, LONGEST_TRIAL_WAIT_MS - waited(), signal);
      }
    }
  }

  /** Remembers that Mailjet answered 401 to this pair. */
  reject(credentials: MailjetCredentials, fields: MailjetErrorFields, cause?: unknown): SecretsError {
    const before = this.#find(credentials);
    const probed = before !== undefined && before.ageMs() >= before.probeAfterMs;
    // Requests that were sent together are rejected together: that is one rejection, and no probe.
    if (before !== undefined && !probed) return before.error;
    const error = rejectedError(credentials, fields, cause);
    this.#remember({
      credentials,
      error,
      ageMs: startAge(this.#options.clock),
      probeAfterMs: before === undefined ? FIRST_PROBE_MS : Math.min(before.probeAfterMs * 2, LONGEST_PROBE_MS),
      held: before?.held ?? false,
    });
    return error;
  }

  /** Resolves once a pair that is not rejected is to be had; rejects with the rejection when the grace is over. */
  async replacement(rejected: MailjetCredentials, signal: AbortSignal | undefined): Promise<void> {
    const rejection = this.#find(rejected);
    if (rejection === undefined || this.standIn() !== undefined) return;
    if (rejection.error.code === "ACCOUNT_SUSPENDED") throw rejection.error;
    const known = await untilAborted(this.#options.cache.current(), signal);
    if (this.#find(known) === undefined) return; // the answer to an older pair came late
    if (this.#hold === undefined) {
      if (rejection.held) throw this.#recheck(rejection);
      this.#remember({ ...rejection, held: true });
      this.#hold = this.#pollStore(rejection).finally(() => {
        this.#hold = undefined;
      });
    }
    await this.#waitForHold(this.#hold, rejection, signal);
  }

  #remember(rejection: Rejection): void {
    const others = this.#rejections.filter((other) => !other.credentials.equals(rejection.credentials));
    this.#rejections = [...others.slice(1 - MOST_REMEMBERED), rejection];
  }

  #find(credentials: MailjetCredentials): Rejection | undefined {
    return this.#rejections.find((rejection) => rejection.credentials.equals(credentials));
  }

  #isProven(credentials: MailjetCredentials): boolean {
    return this.#proven?.credentials.equals(credentials) === true;
  }

  #leaseDespite(rejection: Rejection, trial: boolean): Lease | undefined {
    const due = rejection.ageMs() >= rejection.probeAfterMs;
    if (due && trial && this.#trial === undefined) return this.#leaseTrial(rejection.credentials);
    const standIn = this.standIn();
    if (standIn !== undefined) this.#recheck(rejection);
    return standIn === undefined ? undefined : this.#lease(standIn);
  }

  #lease(credentials: MailjetCredentials): Lease {
    return { credentials, settle: (outcome) => this.#settle(credentials, outcome) };
  }

  #leaseTrial(credentials: MailjetCredentials): Lease {
    let finish = (): void => {};
    const trial = new Promise<void>((resolve) => {
      finish = resolve;
    });
    this.#trial = trial;
    return {
      credentials,
      settle: (outcome) => {
        if (this.#trial === trial) this.#trial = undefined;
        this.#settle(credentials, outcome);
        finish();
      },
    };
  }

  #settle(credentials: MailjetCredentials, outcome: "accepted" | "unknown"): void {
    if (outcome === "unknown") return;
    this.#proven = { credentials, ageMs: startAge(this.#options.clock) };
    if (!this.open) this.#rejections = this.#rejections.filter((other) => !other.credentials.equals(credentials));
  }

  async #waitForTrial(trial: Promise<void>, longestMs: number, signal: AbortSignal | undefined): Promise<void> {
    const timer = new AbortController();
    const timeUp = pause(longestMs, timer.signal, this.#options.clock).catch(() => {});
    await untilAborted(Promise.race([trial, timeUp]), signal).finally(() => timer.abort());
  }

  async #waitForHold(hold: Promise<void>, rejection: Rejection, signal: AbortSignal | undefined): Promise<void> {
    if (this.#held >= MOST_HELD) throw tooManyHeld(rejection.error);
    this.#held += 1;
    await untilAborted(hold, signal).finally(() => {
      this.#held -= 1;
    });
  }

  /** Asks the store again and again, ever slower, until it holds another pair: somebody is just replacing it. */
  async #pollStore(rejection: Rejection): Promise<void> {
    const { clock, random, rotationGraceMs, signal } = this.#options;
    const heldFor = startAge(clock);
    for (let pollMs = FIRST_POLL_MS; ; pollMs = Math.min(pollMs * 2, LONGEST_POLL_MS)) {
      const found = await this.#readStore(rotationGraceMs - heldFor());
      if (found !== undefined && this.#find(found) === undefined) return;
      const leftMs = rotationGraceMs - heldFor();
      if (leftMs <= 0) throw rejection.error;
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

  #recheck(rejection: Rejection): SecretsError {
    if (this.#options.cache.sinceLastReadMs() >= RECHECK_MS) this.#options.cache.refresh().catch(() => {});
    return rejection.error;
  }
}

function rejectedError(credentials: MailjetCredentials, fields: MailjetErrorFields, cause: unknown): SecretsError {
  const { fingerprint, provider, warnings } = credentials;
  const mailjet: MailjetErrorFields = { statusCode: 401, ...fields };
  const what = `the key pair ${fingerprint} (from "${provider}")`;
  if (fields.ErrorCode === "mj-0001") {
    return new SecretsError("ACCOUNT_SUSPENDED", `Mailjet has suspended ${what}.`, {
      mailjet,
      cause,
      hint: "Reading the secret again does not help: ask Mailjet's support, and check the account for abuse.",
    });
  }
  const odd = warnings.length === 0 ? "" : ` Note: ${warnings.join("; ")}.`;
  return new SecretsError("CREDENTIALS_REJECTED", `Mailjet answered 401 to ${what}.`, {
    mailjet,
    cause,
    hint: `The store answered, Mailjet refused: look whether key and secret are swapped, the key is inactive, the secret was reset, or the pair belongs to another account or API host.${odd}`,
  });
}

function tooManyHeld(error: SecretsError): SecretsError {
  return new SecretsError("CREDENTIALS_REJECTED", error.message, {
    retryable: true,
    mailjet: { statusCode: 401 },
    hint: `${MOST_HELD} requests wait for another pair already; send this one again later.`,
  });
}
