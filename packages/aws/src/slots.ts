/** A number of places; who finds none waits for one, first come, first served. */
export interface Slots {
  /** Resolves with the function that gives the place back; or, once the signal aborts, rejects with its reason. */
  take(signal: AbortSignal): Promise<() => void>;
}

/** Creates {@link Slots}. `places`: how many there are. */
export function createSlots(places: number): Slots {
  let free = places;
  const waiting = new Set<() => void>();
  const giveBack = (): void => {
    const [next] = waiting;
    if (next === undefined) free += 1;
    else next();
  };
  return {
    take: (signal) =>
      new Promise((resolve, reject) => {
        const begin = (): void => {
          waiting.delete(begin);
          signal.removeEventListener("abort", abort);
          resolve(giveBack);
        };
        const abort = (): void => {
          waiting.delete(begin);
          reject(signal.reason);
        };
        if (signal.aborted) return reject(signal.reason);
        if (free > 0) {
          free -= 1;
          return resolve(giveBack);
        }
        waiting.add(begin);
        signal.addEventListener("abort", abort, { once: true });
      }),
  };
}
