import { onAbort } from "./on-abort.ts";

/**
 * Waits for a promise no longer than a signal allows: rejects with the signal's reason as soon as it aborts, and leaves
 * the work behind the promise alone. Nothing stays on the signal, which `AbortSignal.any` does not achieve.
 */
export function untilAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  return new Promise<T>((resolve, reject) => {
    if (signal.aborted) {
      promise.catch(() => {}); // somebody else waits for it, or nobody: never an unhandled rejection
      reject(signal.reason);
      return;
    }
    const forget = onAbort(signal, () => reject(signal.reason));
    promise.then(resolve, reject).finally(forget);
  });
}
