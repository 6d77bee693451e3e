/** Answers that are being held back. */
export interface Hold {
  /** Number of answers that wait. */
  readonly waiting: number;
  /** Resolves as soon as at least `count` answers wait. */
  arrived(count: number): Promise<void>;
  /** Lets all of them go; later ones are not held any more. */
  release(): void;
}

/** A {@link Hold} with the side that waits. */
export interface OpenHold extends Hold {
  readonly path: string;
  wait(): Promise<void>;
}

/** Creates a hold for paths that begin with `path`. */
export function openHold(path: string): OpenHold {
  let open = true;
  let waiting: (() => void)[] = [];
  let watchers: { readonly count: number; readonly resolve: () => void }[] = [];
  const notify = (): void => {
    for (const watcher of watchers) if (waiting.length >= watcher.count) watcher.resolve();
    watchers = watchers.filter((watcher) => waiting.length < watcher.count);
  };
  return {
    path,
    get waiting() {
      return waiting.length;
    },
    arrived: (count) =>
      new Promise((resolve) => {
        watchers.push({ count, resolve });
        notify();
      }),
    release() {
      open = false;
      for (const resolve of waiting) resolve();
      waiting = [];
    },
    wait: () =>
      open
        ? new Promise((resolve) => {
            waiting.push(resolve);
            notify();
          })
        : Promise.resolve(),
  };
}
