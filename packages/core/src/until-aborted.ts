interface Listening {
  readonly callbacks: Set<() => void>;
  readonly stop: () => void;
}

/** One listener for each signal: Node.js warns of a leak when many callers share a signal. */
const listenings = new WeakMap<AbortSignal, Listening>();

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
    const abort = (): void => reject(signal.reason);
    const { callbacks, stop } = listenings.get(signal) ?? listen(signal);
    callbacks.add(abort);
    promise.then(resolve, reject).finally(() => {
      callbacks.delete(abort);
      if (callbacks.size === 0) stop();
    });
  });
}

function listen(signal: AbortSignal): Listening {
  const callbacks = new Set<() => void>();
  const notify = (): void => {
    for (const callback of callbacks) callback();
  };
  const stop = (): void => {
    listenings.delete(signal);
    signal.removeEventListener("abort", notify);
  };
  signal.addEventListener("abort", notify, { once: true });
  const listening = { callbacks, stop };
  listenings.set(signal, listening);
  return listening;
}
