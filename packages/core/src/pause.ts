import type { Clock } from "./clock.ts";
import { onAbort } from "./on-abort.ts";

/** Waits on a timer that keeps the process alive, since a caller waits; rejects with the signal's reason. */
export function pause(ms: number, signal: AbortSignal, clock: Clock): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const cancel = clock.schedule(() => {
      forget();
      resolve();
    }, ms);
    const forget = onAbort(signal, () => {
      cancel();
      forget();
      reject(signal.reason);
    });
  });
}
