import type { Clock } from "./clock.ts";

/** How long work may take, and what ends it before. */
export interface DeadlineOptions {
  readonly timeoutMs: number;
  /** Ends the work from outside; its reason is what the promise rejects with. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** What the promise rejects with when the time is over. */
  readonly timeoutError: () => Error;
}

/**
 * Runs work for a limited time. Work that does not heed its signal is abandoned: its answer reaches nobody, and its late
 * failure is no unhandled rejection. The timer keeps the process alive, since somebody waits.
 */
export async function withDeadline<T>(
  work: (signal: AbortSignal) => Promise<T>,
  { timeoutMs, signal, clock, timeoutError }: DeadlineOptions,
): Promise<T> {
  signal.throwIfAborted();
  const controller = new AbortController();
  const end = rejectableLater();
  const stop = (reason: unknown): void => {
    end.reject(reason); // first, so that what the work makes of its signal does not win the race
    controller.abort(reason);
  };
  const abort = (): void => stop(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  const cancelTimer = clock.schedule(() => stop(timeoutError()), timeoutMs);
  try {
    return await Promise.race([work(controller.signal), end.promise]);
  } finally {
    cancelTimer();
    signal.removeEventListener("abort", abort);
  }
}

function rejectableLater(): { readonly promise: Promise<never>; readonly reject: (reason: unknown) => void } {
  let reject: (reason: unknown) => void = () => {};
  const promise = new Promise<never>((_, fail) => {
    reject = fail;
  });
  promise.catch(() => {}); // it may lose the race, and then nobody listens
  return { promise, reject };
}
