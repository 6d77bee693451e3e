import { onAbort } from "./on-abort.ts";

/** Lets a number of callers work at the same time; the others wait in their order. */
export interface Slots {
  /** Resolves with a function that gives the place back, to be called once. Rejects with the reason of `signal`. */
  take(signal: AbortSignal): Promise<() => void>;
}

/** Creates {@link Slots} for `limit` callers. */
export function createSlots(limit: number): Slots {
  let taken = 0;
  const waiting = new Set<() => void>();

  const giveBack = (): void => {
    const [next] = waiting;
    if (next === undefined) taken -= 1;
    else next();
  };
  return {
    take(signal) {
      if (signal.aborted) return Promise.reject(signal.reason);
      if (taken < limit) {
        taken += 1;
        return Promise.resolve(giveBack);
      }
      return new Promise((resolve, reject) => {
        const leave = (): void => {
          waiting.delete(enter);
          forget();
        };
        const enter = (): void => {
          leave();
          resolve(giveBack);
        };
        const forget = onAbort(signal, () => {
          leave();
          reject(signal.reason);
        });
        waiting.add(enter);
      });
    },
  };
}
