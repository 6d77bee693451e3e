import type { Clock } from "./clock.ts";
import { onAbort } from "./on-abort.ts";

/** How long work may take, and what ends it before. */
export interface DeadlineOptions {
  readonly timeoutMs: number;
  /** Ends the work from outside; its reason is what the promise rejects with. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** What the promise rejects with when the time is over. */
  readonly timeoutError: () => Error;
}

/** No timer of a process that runs is so late. */
const STOOD_STILL_MS = 1_000;

/**
 * Runs work for a limited time, and tells it how many milliseconds are left. If the process stood still meanwhile (a
 * paused container, a laptop asleep), the time begins anew: the answer may lie there already, unread. Work that does not
 * heed its signal is abandoned: its answer reaches nobody, and its late failure is no unhandled rejection. The timer
 * keeps the process alive, since somebody waits.
 */
export async function withDeadline<T>(
  work: (signal: AbortSignal, leftMs: () => number) => Promise<T>,
  { timeoutMs, signal, clock, timeoutError }: DeadlineOptions,
): Promise<T> {
  signal.throwIfAborted();
  const controller = new AbortController();
  const end = rejectableLater();
  const stop = (reason: unknown): void => {
    end.reject(reason); // first, so that what the work makes of its signal does not win the race
    controller.abort(reason);
  };
  const forget = onAbort(signal, () => stop(signal.reason));
  const leftMs = deadline(timeoutMs, clock);
  let cancelTimer = (): void => {};
  const startTimer = (delayMs: number): void => {
    cancelTimer = clock.schedule(() => {
      const moreMs = leftMs();
      if (moreMs > 0) startTimer(moreMs);
      else stop(timeoutError());
    }, delayMs);
  };
  startTimer(timeoutMs);
  try {
    return await Promise.race([work(controller.signal, leftMs), end.promise]);
  } finally {
    cancelTimer();
    forget();
  }
}

/** Tells what is left of the time. Somebody asks as soon as it is over; who asks much later tells of a standstill. */
function deadline(timeoutMs: number, clock: Clock): () => number {
  let endsAt = clock.monotonic() + timeoutMs;
  return () => {
    const now = clock.monotonic();
    if (now - endsAt > STOOD_STILL_MS) endsAt = now + timeoutMs;
    return endsAt - now;
  };
}

function rejectableLater(): { readonly promise: Promise<never>; readonly reject: (reason: unknown) => void } {
  let reject: (reason: unknown) => void = () => {};
  const promise = new Promise<never>((_, fail) => {
    reject = fail;
  });
  promise.catch(() => {}); // it may lose the race, and then nobody listens
  return { promise, reject };
}
