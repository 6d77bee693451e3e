import { afterEach, describe, expect, it, vi } from "vitest";
import { MAX_TIMER_MS, systemClock } from "../src/clock.ts";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

/** Replaces setTimeout by one that only notes its delays and returns what it is told. */
function stubTimer(timer: unknown): number[] {
  const delays: number[] = [];
  vi.stubGlobal("setTimeout", (_callback: () => void, delayMs: number) => {
    delays.push(delayMs);
    return timer;
  });
  return delays;
}

describe("systemClock", () => {
  it("tells both times of the machine", () => {
    const before = Date.now();
    expect(systemClock.now()).toBeGreaterThanOrEqual(before);
    expect(systemClock.now()).toBeLessThanOrEqual(Date.now());
    const first = systemClock.monotonic();
    expect(systemClock.monotonic()).toBeGreaterThanOrEqual(first);
  });

  it("does not follow the wall clock with its monotonic time", () => {
    const first = systemClock.monotonic();
    vi.useFakeTimers({ toFake: ["Date"], now: 0 });
    expect(systemClock.now()).toBe(0);
    expect(systemClock.monotonic()).toBeGreaterThanOrEqual(first);
  });

  it("calls back once, and not when it was cancelled", () => {
    vi.useFakeTimers();
    const calls: string[] = [];
    systemClock.schedule(() => calls.push("first"), 10);
    const cancel = systemClock.schedule(() => calls.push("second"), 10);
    cancel();
    cancel();
    vi.advanceTimersByTime(100);
    expect(calls).toEqual(["first"]);
  });

  it("keeps the process alive unless it is told otherwise", () => {
    const timers: NodeJS.Timeout[] = [];
    const real = setTimeout;
    vi.stubGlobal("setTimeout", (callback: () => void, delayMs: number) => {
      const timer = real(callback, delayMs);
      timers.push(timer);
      return timer;
    });
    const cancels = [undefined, { keepAlive: true }, { keepAlive: false }].map((options) =>
      systemClock.schedule(() => {}, 1_000, options),
    );
    expect(timers.map((timer) => timer.hasRef())).toEqual([true, true, false]);
    for (const cancel of cancels) cancel();
  });

  it.each([[undefined], [7], [null]])("F20 (mocked setTimeout returns %j) does not crash", (timer) => {
    stubTimer(timer);
    for (const keepAlive of [true, false]) {
      const cancel = systemClock.schedule(() => {}, 10, { keepAlive });
      expect(() => cancel()).not.toThrow();
    }
  });

  it("F11 (long delays overflow the timer) cuts them to the longest possible", () => {
    const delays = stubTimer(undefined);
    for (const delayMs of [MAX_TIMER_MS, 2 ** 31, 60 * 86_400_000, Number.POSITIVE_INFINITY]) {
      systemClock.schedule(() => {}, delayMs);
    }
    expect(delays).toEqual([2_147_483_647, 2_147_483_647, 2_147_483_647, 2_147_483_647]);
  });

  it("takes a delay that is over already for none", () => {
    const delays = stubTimer(undefined);
    systemClock.schedule(() => {}, -5);
    systemClock.schedule(() => {}, 5);
    expect(delays).toEqual([0, 5]);
  });
});
