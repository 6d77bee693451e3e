import { expect, it } from "vitest";
import { fakeClock } from "../src/index.ts";

it("stands still until it is moved, and moves both clocks", async () => {
  const clock = fakeClock(1_000);
  expect([clock.now(), clock.monotonic()]).toEqual([1_000, 0]);
  await clock.advance(250);
  expect([clock.now(), clock.monotonic()]).toEqual([1_250, 250]);
});

it("runs timers in the order in which they come due, each at its time", async () => {
  const clock = fakeClock();
  const ran: [string, number][] = [];
  clock.schedule(() => ran.push(["late", clock.monotonic()]), 30);
  clock.schedule(() => ran.push(["early", clock.monotonic()]), 10);
  await clock.advance(29);
  expect(ran).toEqual([["early", 10]]);
  await clock.advance(1);
  expect(ran).toEqual([
    ["early", 10],
    ["late", 30],
  ]);
});

it("runs a timer that another one, or a promise after it, has set", async () => {
  const clock = fakeClock();
  const ran: number[] = [];
  clock.schedule(() => {
    void Promise.resolve().then(() => clock.schedule(() => ran.push(clock.monotonic()), 10));
  }, 10);
  await clock.advance(25);
  expect(ran).toEqual([20]);
});

it("forgets a timer that was cancelled", async () => {
  const clock = fakeClock();
  const cancel = clock.schedule(() => expect.unreachable(), 10);
  expect(clock.pendingTimers()).toBe(1);
  cancel();
  expect(clock.pendingTimers()).toBe(0);
  await clock.advance(20);
});

it("counts only the timers that keep a process alive", () => {
  const clock = fakeClock();
  clock.schedule(() => {}, 10, { keepAlive: false });
  clock.schedule(() => {}, 10, { keepAlive: true });
  expect(clock.pendingTimers()).toBe(1);
});

it("sets the wall clock in either direction without running a timer", async () => {
  const clock = fakeClock(1_000);
  let ran = 0;
  clock.schedule(() => {
    ran += 1;
  }, 10);
  clock.shiftWallClock(60_000);
  clock.shiftWallClock(-90_000);
  await clock.settle();
  expect([clock.now(), clock.monotonic(), ran]).toEqual([-29_000, 0, 0]);
});
