import { type Clock, systemClock } from "@mailjet-secrets/core";

/** The machine's clock, which a test can put forward; its timers keep to the time of the machine. */
export interface MovableClock extends Clock {
  /** From now on both clocks are so many milliseconds further ahead. */
  putForward(ms: number): void;
}

/** Creates a {@link MovableClock}, for tests that wait for real answers and must not wait for a pause to be over. */
export function movableClock(): MovableClock {
  let aheadMs = 0;
  return {
    now: () => systemClock.now() + aheadMs,
    monotonic: () => systemClock.monotonic() + aheadMs,
    schedule: systemClock.schedule,
    putForward(ms) {
      aheadMs += ms;
    },
  };
}
