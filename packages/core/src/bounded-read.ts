import type { Clock } from "./clock.ts";
import { withDeadline } from "./deadline.ts";
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
export function boundedRead<T>(read: (signal: AbortSignal) => Promise<T>, options: BoundedReadOptions): Promise<T> {
  return withDeadline((signal, leftMs) => attempts(read, signal, leftMs, options), {
    ...options,
    timeoutError: () => timeoutError(options.provider, options.timeoutMs),
  });
}

async function attempts<T>(
  read: (signal: AbortSignal) => Promise<T>,
  signal: AbortSignal,
  leftMs: () => number,
  options: BoundedReadOptions,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await read(signal);
    } catch (error) {
      const failure = asSecretsError(error, options.provider);
      const backoff = FIRST_PAUSE_MS * 2 ** (attempt - 1) * (1 + options.random());
      const pauseMs = Math.max(backoff, failure.retryAfterMs ?? 0);
      const late = pauseMs >= leftMs();
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

/** A provider did not answer in time. */
export function timeoutError(provider: string, timeoutMs: number): SecretsError {
  return new SecretsError("TIMEOUT", `The provider "${provider}" did not answer within ${timeoutMs} ms.`, {
    provider,
    hint: "Check that the store can be reached from here, or raise timeoutMs.",
  });
}
