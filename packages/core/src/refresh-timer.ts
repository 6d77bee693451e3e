import type { Clock } from "./clock.ts";

/** Refreshes without calls (`keepFresh`). Its timer does not keep the process alive. */
export interface RefreshTimer {
  /** Sets the timer anew, after every read. */
  plan(): void;
  /** Ends it for good. */
  stop(): void;
}

/** What a {@link RefreshTimer} works with. */
export interface RefreshTimerOptions {
  readonly clock: Clock;
  /** Milliseconds until a refresh is due and allowed. */
  readonly dueInMs: () => number;
  readonly refresh: () => void;
}

/** The store is asked no more often than this, whatever the durations are. */
const SHORTEST_DELAY_MS = 1_000;

/** Creates a {@link RefreshTimer} that is not set. */
export function refreshTimer({ clock, dueInMs, refresh }: RefreshTimerOptions): RefreshTimer {
  let cancel = (): void => {};
  let stopped = false;
  // The delay may have been cut to the longest that a timer can have, and a call may have been first.
  const fire = (): void => (dueInMs() > 0 ? plan() : refresh());
  const plan = (): void => {
    cancel();
    if (!stopped) cancel = clock.schedule(fire, Math.max(SHORTEST_DELAY_MS, dueInMs()), { keepAlive: false });
  };
  return {
    plan,
    stop() {
      stopped = true;
      cancel();
    },
  };
}
