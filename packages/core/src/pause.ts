import type { Clock } from "./clock.ts";

/** Waits on a timer that keeps the process alive, since a caller waits; rejects with the signal's reason. */
export function pause(ms: number, signal: AbortSignal, clock: Clock): Promise<void> {
  return new Promise((resolve, reject) => {
    const finish = (settle: () => void): void => {
      cancel();
      signal.removeEventListener("abort", abort);
      settle();
    };
    const abort = (): void => finish(() => reject(signal.reason));
    const cancel = clock.schedule(() => finish(resolve), ms);
    if (signal.aborted) abort();
    else signal.addEventListener("abort", abort, { once: true });
  });
}
