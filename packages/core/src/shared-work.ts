import { untilAborted } from "./until-aborted.ts";

/** Work that several callers wait for, and that one of them starts. */
export interface SharedWork<T> {
  /** Joins the work under way, or starts it. It ends early when the last of those who wait has gone. */
  run(work: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T>;
}

interface Running<T> {
  readonly promise: Promise<T>;
  readonly controller: AbortController;
  waiting: number;
}

/** Creates {@link SharedWork}. A failure reaches all who wait and is not kept. */
export function sharedWork<T>(): SharedWork<T> {
  let running: Running<T> | undefined;

  const start = (work: (signal: AbortSignal) => Promise<T>): Running<T> => {
    const controller = new AbortController();
    const started: Running<T> = { promise: work(controller.signal), controller, waiting: 0 };
    const end = (): void => {
      if (running === started) running = undefined;
    };
    started.promise.then(end, end);
    return started;
  };
  return {
    async run(work, signal) {
      signal.throwIfAborted();
      running ??= start(work);
      const joined = running;
      joined.waiting += 1;
      try {
        return await untilAborted(joined.promise, signal);
      } finally {
        joined.waiting -= 1;
        if (joined.waiting === 0 && running === joined) {
          running = undefined;
          joined.controller.abort(signal.reason);
        }
      }
    },
  };
}
