interface Listening {
  readonly callbacks: Set<() => void>;
  readonly stop: () => void;
}

/** One listener for each signal: Node.js warns of a leak when many callers share a signal. */
const listenings = new WeakMap<AbortSignal, Listening>();

/**
 * Calls back once when the signal aborts; not at all if it has aborted before. The function that is returned ends that,
 * and leaves nothing on the signal.
 */
export function onAbort(signal: AbortSignal, callback: () => void): () => void {
  const { callbacks, stop } = listenings.get(signal) ?? listen(signal);
  // A function of its own for each call, since the same one may be given twice.
  const entry = (): void => callback();
  callbacks.add(entry);
  return () => {
    callbacks.delete(entry);
    if (callbacks.size === 0) stop();
  };
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
