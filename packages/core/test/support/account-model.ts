import { type FakeClock, fakeClock } from "@mailjet-secrets/testing";
import { Account, type RunOptions } from "../../src/account.ts";
import type { Clock } from "../../src/clock.ts";
import { startAge } from "../../src/entry-age.ts";
import { loginRefusals } from "../../src/login-refusals.ts";
import type { MailjetCredentials } from "../../src/mailjet-credentials.ts";
import type { SecretSnapshot, SecretsProvider } from "../../src/provider.ts";
import { SecretsError, type SecretsErrorCode } from "../../src/secrets-error.ts";

/** How the store answers: with its pair, with a failure, or not before its signal aborts. */
export type StoreMood = "answers" | "hangs" | SecretsErrorCode;
/** How Mailjet answers: by whether the pair is right, with a status that says nothing of it, or not at all. */
export type MailjetMood = "answers" | "hangs" | 429 | 503 | "reset";

/** Settings of an {@link AccountModel}. */
export interface ModelOptions {
  readonly refreshAfterMs: number;
  readonly expireAfterMs: number;
  readonly rotationGraceMs: number;
  readonly keepFresh: boolean;
}

interface InFlight {
  readonly pair: string;
  readonly startedAt: number;
}

interface Answers {
  /** Ages since Mailjet's last 401, and since the store last gave the pair. */
  refusedMs?: () => number;
  givenMs?: () => number;
  proven: boolean;
  probes: number;
}

const TRIAL_WAIT_MS = 2_000;
const FIRST_PROBE_MS = 60_000;
const OWN: RunOptions = {
  ownRequest: true,
  verdictIn: (error) =>
    (error as { statusCode?: unknown }).statusCode === 401 ? { fields: {}, binding: true } : undefined,
  isAnswer: () => false,
};

/**
 * An account between a store and a Mailjet that a test steers, on a fake clock. Notes each broken promise of the account in
 * `violations`, in words.
 */
export class AccountModel {
  readonly clock: FakeClock = fakeClock();
  readonly violations: string[] = [];
  readonly calls: Promise<unknown>[] = [];
  store: StoreMood = "answers";
  mailjet: MailjetMood = "answers";
  #settled = 0;
  #timers = 0;
  #liveReads = 0;
  #number = 1;
  #stored = 1;
  #accepted = new Set([1]);
  readonly #options: ModelOptions;
  readonly #pairs = new Map<string, Answers>();
  readonly #inFlight = new Set<InFlight>();
  readonly #waiting = new Set<() => void>();
  readonly #controllers: AbortController[] = [];
  readonly #account: Account;

  constructor(options: ModelOptions) {
    this.#options = options;
    const clock = this.#countingClock();
    this.#account = new Account({
      ...options,
      name: undefined,
      use: undefined,
      provider: this.#provider(),
      secret: { id: "mailjet" },
      timeoutMs: 10_000,
      refusals: loginRefusals(clock),
      clock,
      random: () => 0.5,
    });
  }

  get unsettled(): number {
    return this.calls.length - this.#settled;
  }

  /** Timers that are set, those that keep no process alive included. */
  get timers(): number {
    return this.#timers;
  }

  /** Somebody resets the secret at Mailjet: only the next pair is accepted. */
  reset(): void {
    this.#number += 1;
    this.#accepted = new Set([this.#number]);
  }

  /** Somebody writes into the store the pair that Mailjet accepts, or one that it never will. */
  publish(pair: "right" | "wrong"): void {
    if (pair === "wrong") this.#number += 1;
    this.#stored = pair === "right" ? Math.max(...this.#accepted) : this.#number;
  }

  send(): void {
    this.#call((signal) => this.#account.run((pair) => this.#request(pair), { ...OWN, signal }));
  }

  read(): void {
    this.#call(async (signal) => this.#judgeAge(pairOf(await this.#account.credentials(signal))));
  }

  refresh(): void {
    this.#call((signal) => this.#account.refresh(signal));
  }

  abortLast(): void {
    this.#controllers.pop()?.abort(new Error("The caller has enough."));
  }

  close(): void {
    this.#account.close();
    for (const answer of [...this.#waiting]) answer();
  }

  /** Lets Mailjet answer what it has kept waiting. */
  answerWaiting(): void {
    this.mailjet = "answers";
    for (const answer of [...this.#waiting]) answer();
  }

  #call(work: (signal: AbortSignal) => Promise<unknown>): void {
    const controller = new AbortController();
    this.#controllers.push(controller);
    const count = (): void => void this.#settled++;
    const call = work(controller.signal);
    call.then(count, count);
    this.calls.push(call);
  }

  #provider(): SecretsProvider {
    return {
      name: "model",
      read: async (_, { signal }) => {
        this.#liveReads += 1;
        if (this.#liveReads > 1) this.violations.push(`${this.#liveReads} reads of the store at a time`);
        try {
          return await this.#answerOfStore(signal);
        } finally {
          this.#liveReads -= 1;
        }
      },
    };
  }

  async #answerOfStore(signal: AbortSignal): Promise<SecretSnapshot> {
    const mood = this.store;
    if (mood === "hangs") return untilAbort(signal);
    await Promise.resolve();
    signal.throwIfAborted();
    if (mood !== "answers") throw new SecretsError(mood, "As the test wants it.", { provider: "model" });
    const { apiKey, apiSecret } = valuesOf(this.#stored);
    this.#answersTo(`${apiKey}:${apiSecret}`).givenMs = startAge(this.clock);
    return { values: { apiKey, apiSecret } };
  }

  async #request(credentials: MailjetCredentials): Promise<number> {
    const pair = pairOf(credentials);
    this.#judgeAge(pair);
    this.#judgeSend(pair);
    const flight = { pair, startedAt: this.clock.monotonic() };
    this.#inFlight.add(flight);
    try {
      return await this.#answerOfMailjet(pair);
    } finally {
      this.#inFlight.delete(flight);
    }
  }

  async #answerOfMailjet(pair: string): Promise<number> {
    if (this.mailjet === "hangs") await this.#waitForAnswer();
    const mood = this.mailjet;
    await Promise.resolve();
    if (mood === "reset" || mood === "hangs") throw Object.assign(new Error("Cut."), { code: "ECONNRESET" });
    if (typeof mood === "number") throw Object.assign(new Error("Not now."), { statusCode: mood });
    const answers = this.#answersTo(pair);
    if ([...this.#accepted].some((number) => pairText(number) === pair)) {
      Object.assign(answers, { proven: true, refusedMs: undefined, probes: 0 });
      return 200;
    }
    answers.refusedMs = startAge(this.clock);
    answers.proven = false;
    throw Object.assign(new Error("No."), { statusCode: 401 });
  }

  #waitForAnswer(): Promise<void> {
    return new Promise((resolve) => {
      const answer = (): void => {
        this.#waiting.delete(answer);
        resolve();
      };
      this.#waiting.add(answer);
    });
  }

  #judgeAge(pair: string): void {
    const ageMs = this.#answersTo(pair).givenMs?.() ?? Number.POSITIVE_INFINITY;
    if (ageMs < this.#options.expireAfterMs || ageMs === 0) return;
    this.violations.push(`a pair was used ${ageMs} ms after the store gave it`);
  }

  #judgeSend(pair: string): void {
    const { refusedMs, proven } = this.#answersTo(pair);
    const flights = [...this.#inFlight].filter((flight) => flight.pair === pair);
    const longestMs = Math.max(0, ...flights.map(({ startedAt }) => this.clock.monotonic() - startedAt));
    if (!proven && flights.length > 0 && longestMs < TRIAL_WAIT_MS) {
      this.violations.push(`an unproven pair was sent while ${flights.length} requests with it were in flight`);
    }
    const ageMs = refusedMs?.();
    if (ageMs !== undefined && ageMs < FIRST_PROBE_MS)
      this.violations.push(`a rejected pair was sent ${ageMs} ms later`);
  }

  #answersTo(pair: string): Answers {
    const known = this.#pairs.get(pair) ?? { proven: false, probes: 0 };
    this.#pairs.set(pair, known);
    return known;
  }

  #countingClock(): Clock {
    const { clock } = this;
    return {
      now: clock.now,
      monotonic: clock.monotonic,
      schedule: (callback, delayMs, options) => {
        let pending = true;
        const end = (): void => {
          if (pending) this.#timers -= 1;
          pending = false;
        };
        this.#timers += 1;
        const cancel = clock.schedule(
          () => {
            end();
            callback();
          },
          delayMs,
          options,
        );
        return () => {
          end();
          cancel();
        };
      },
    };
  }
}

function untilAbort(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    else signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}

function valuesOf(number: number): { readonly apiKey: string; readonly apiSecret: string } {
  return { apiKey: "00112233445566778899aabbccddeeff", apiSecret: number.toString(16).padStart(32, "0") };
}

function pairText(number: number): string {
  const { apiKey, apiSecret } = valuesOf(number);
  return `${apiKey}:${apiSecret}`;
}

function pairOf(credentials: MailjetCredentials): string {
  return `${credentials.apiKey()}:${credentials.apiSecret()}`;
}
