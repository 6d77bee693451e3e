/**
 * Waits for a promise no longer than a signal allows: rejects with the signal's reason as soon as it aborts, and leaves
 * the work behind the promise alone. Listeners are removed, which `AbortSignal.any` on a long-lived signal does not do.
 */
export function untilAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  return new Promise<T>((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    if (signal.aborted) {
      promise.catch(() => {}); // somebody else waits for it, or nobody: never an unhandled rejection
      return abort();
    }
    signal.addEventListener("abort", abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}
