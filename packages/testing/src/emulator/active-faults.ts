/** The faults that are switched on in an emulator. */
export interface ActiveFaults<F> {
  add(fault: F): void;
  clear(): void;
  /** Takes the first fault for this path or operation, and counts it. */
  take(subject: string): F | undefined;
}

/** Creates an empty list of {@link ActiveFaults}. `concerns`: whether a fault is for a path or operation. */
export function activeFaults<F extends { readonly times?: number }>(
  concerns: (fault: F, subject: string) => boolean,
): ActiveFaults<F> {
  let active: { readonly fault: F; left: number }[] = [];
  return {
    add: (fault) => void active.push({ fault, left: fault.times ?? Number.POSITIVE_INFINITY }),
    clear: () => {
      active = [];
    },
    take(subject) {
      const found = active.find(({ fault, left }) => left > 0 && concerns(fault, subject));
      if (found !== undefined) found.left -= 1;
      return found?.fault;
    },
  };
}
