import type { Clock } from "@mailjet-secrets/core";

interface Timer {
  readonly dueAt: number;
  readonly callback: () => void;
  readonly keepAlive: boolean;
}

/** A clock that stands still until a test moves it. */
export interface FakeClock extends Clock {
  /** Moves both clocks, running the timers that come due in their order, and lets promises settle in between. */
  advance(ms: number): Promise<void>;
  /** Moves the wall clock only, in either direction: somebody set it, or the process was frozen. Runs no timer. */
  shiftWallClock(ms: number): void;
  /** Lets promises and pending I/O callbacks run without moving the time. */
  settle(): Promise<void>;
  /** Number of timers that would keep a process alive. */
  pendingTimers(): number;
}

/** Creates a {@link FakeClock}. `startAt`: epoch milliseconds of the wall clock. @default 2026-01-01T00:00:00Z */
export function fakeClock(startAt: number = Date.UTC(2026, 0, 1)): FakeClock {
  let wall = startAt;
  let elapsed = 0;
  const timers = new Set<Timer>();

  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 5; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve));
  };
  const moveTo = (target: number): void => {
    wall += target - elapsed;
    elapsed = target;
  };
  const nextBefore = (limit: number): Timer | undefined =>
    [...timers].filter((timer) => timer.dueAt <= limit).sort((a, b) => a.dueAt - b.dueAt)[0];

  return {
    now: () => wall,
    monotonic: () => elapsed,
    schedule(callback, delayMs, options) {
      const timer = { dueAt: elapsed + Math.max(0, delayMs), callback, keepAlive: options?.keepAlive !== false };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    async advance(ms) {
      const target = elapsed + ms;
      await settle();
      for (let timer = nextBefore(target); timer !== undefined; timer = nextBefore(target)) {
        timers.delete(timer);
        moveTo(Math.max(elapsed, timer.dueAt));
        timer.callback();
        await settle();
      }
      moveTo(target);
      await settle();
    },
    shiftWallClock(ms) {
      wall += ms;
    },
    settle,
    pendingTimers: () => [...timers].filter((timer) => timer.keepAlive).length,
  };
}
