import { untilAborted } from "./until-aborted.ts";

interface Running<T> {
  readonly promise: Promise<T>;
  readonly controller: AbortController;
  waiting: number;
}

/**
 * Lets all who ask while the work runs share it. Whoever aborts leaves with the reason of the own signal; the work itself
 * is ended once nobody waits any more. A failure goes to all who share it, and is not kept.
 */
export function sharedWork<T>(work: (signal: AbortSignal) => Promise<T>): (signal: AbortSignal) => Promise<T> {
  let running: Running<T> | undefined;
  const start = (): Running<T> => {
    const controller = new AbortController();
    const promise = work(controller.signal);
    const started = { promise, controller, waiting: 0 };
    const forget = (): void => {
      if (running === started) running = undefined;
    };
    promise.then(forget, forget);
    return started;
  };
  return async (signal) => {
    signal.throwIfAborted();
    running ??= start();
    const joined = running;
    joined.waiting += 1;
    try {
      return await untilAborted(joined.promise, signal);
    } finally {
      joined.waiting -= 1;
      if (joined.waiting === 0) {
        // Before the abort takes effect somebody else may come, who must not share it.
        if (running === joined) running = undefined;
        joined.controller.abort(signal.reason);
      }
    }
  };
}
