/** Time as the library sees it; tests hand in one that they move by hand. */
export interface Clock {
  /** Epoch milliseconds. May jump in both directions. */
  now(): number;
  /** Milliseconds since any fixed moment. Never goes back; stands still while the process is frozen. */
  monotonic(): number;
  /**
   * Calls back once after `delayMs` and returns a function that cancels. A delay beyond the platform's limit is cut
   * to it, so the callback must look at the time again.
   */
  schedule(callback: () => void, delayMs: number, options?: ScheduleOptions): () => void;
}

export interface ScheduleOptions {
  /** Whether the timer keeps the process alive. @default true, because somebody waits */
  readonly keepAlive?: boolean;
}

/** Longest delay of a Node.js timer in milliseconds; a longer one would fire after 1 ms. */
export const MAX_TIMER_MS: number = 2 ** 31 - 1;

/** The clock of the machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  schedule(callback, delayMs, options) {
    const timer = setTimeout(callback, Math.max(0, Math.min(delayMs, MAX_TIMER_MS)));
    // A test framework's fake `setTimeout` may return a number or nothing at all.
    if (options?.keepAlive === false) (timer as NodeJS.Timeout | undefined)?.unref?.();
    return () => clearTimeout(timer);
  },
};
