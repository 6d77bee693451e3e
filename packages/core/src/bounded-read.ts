import type { Clock } from "./clock.ts";
import { pause } from "./pause.ts";
import { SecretsError } from "./secrets-error.ts";

const ATTEMPTS = 3;
const FIRST_PAUSE_MS = 100;

export interface BoundedReadOptions {
  readonly provider: string;
  /** Bound on all attempts and pauses together, in milliseconds. */
  readonly timeoutMs: number;
  /** Ends the read from outside; its reason is what the promise rejects with. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** A number from 0 to 1, for jitter. */
  readonly random: () => number;
}

/**
 * Runs one read of a store: at most three attempts, only after retryable failures, inside one deadline. A read that does
 * not heed its signal is abandoned: its answer reaches nobody. Rejects with `SecretsError` or the signal's reason.
 */
export async function boundedRead<T>(
  read: (signal: AbortSignal) => Promise<T>,
  options: BoundedReadOptions,
): Promise<T> {
  const { clock, signal, timeoutMs } = options;
  const deadline = clock.monotonic() + timeoutMs;
  const controller = new AbortController();
  const end = withResolvers<never>();
  const stop = (reason: unknown): void => {
    end.reject(reason); // first, so that what the read makes of its signal does not win the race
    controller.abort(reason);
  };
  const abort = (): void => stop(signal.reason);
  if (signal.aborted) throw signal.reason;
  signal.addEventListener("abort", abort, { once: true });
  const cancelTimer = clock.schedule(() => stop(timeout(options)), timeoutMs);
  try {
    return await Promise.race([attempts(read, controller.signal, deadline, options), end.promise]);
  } finally {
    cancelTimer();
    signal.removeEventListener("abort", abort);
  }
}

async function attempts<T>(
  read: (signal: AbortSignal) => Promise<T>,
  signal: AbortSignal,
  deadline: number,
  options: BoundedReadOptions,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await read(signal);
    } catch (error) {
      const failure = asSecretsError(error, options.provider);
      const backoff = FIRST_PAUSE_MS * 2 ** (attempt - 1) * (1 + options.random());
      const pauseMs = Math.max(backoff, failure.retryAfterMs ?? 0);
      const late = options.clock.monotonic() + pauseMs >= deadline;
      if (!failure.retryable || attempt === ATTEMPTS || late) throw failure;
      await pause(pauseMs, signal, options.clock);
    }
  }
}

/** A foreign failure becomes `UNEXPECTED_RESPONSE`, never "missing", with nothing of its text. */
export function asSecretsError(error: unknown, provider: string): SecretsError {
  if (SecretsError.is(error)) return error;
  return new SecretsError("UNEXPECTED_RESPONSE", `The provider "${provider}" failed in a way it does not describe.`, {
    provider,
    cause: error,
    hint: "Only the kind of the failure is shown, since its text may quote a secret. Check the provider's settings.",
  });
}

function timeout({ provider, timeoutMs }: BoundedReadOptions): SecretsError {
  return new SecretsError("TIMEOUT", `The provider "${provider}" did not answer within ${timeoutMs} ms.`, {
    provider,
    hint: "Check that the store can be reached from here, or raise timeoutMs.",
  });
}

function withResolvers<T>(): { promise: Promise<T>; reject: (reason: unknown) => void } {
  let reject: (reason: unknown) => void = () => {};
  const promise = new Promise<T>((_, fail) => {
    reject = fail;
  });
  promise.catch(() => {}); // it may lose the race, and then nobody listens
  return { promise, reject };
}
