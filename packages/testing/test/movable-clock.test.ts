import { once } from "node:events";
import { expect, it } from "vitest";
import { movableClock } from "../src/movable-clock.ts";

it("goes with the machine's clock, further ahead each time it is put forward", () => {
  const clock = movableClock();
  const before = { wall: Date.now(), monotonic: performance.now() };
  clock.putForward(60_000);
  clock.putForward(1_000);
  const after = { wall: Date.now(), monotonic: performance.now() };
  expect(clock.now() - 61_000).toBeGreaterThanOrEqual(before.wall);
  expect(clock.monotonic() - 61_000).toBeGreaterThanOrEqual(before.monotonic);
  const behind = movableClock();
  expect(behind.now()).toBeLessThan(after.wall + 61_000);
  expect(behind.monotonic()).toBeLessThan(after.monotonic + 61_000);
});

it("keeps its timers to the machine's time", async () => {
  const clock = movableClock();
  const target = new EventTarget();
  const rung = once(target, "ring");
  const cancel = clock.schedule(() => target.dispatchEvent(new Event("late")), 60_000);
  clock.putForward(60_000);
  clock.schedule(() => target.dispatchEvent(new Event("ring")), 0);
  target.addEventListener("late", () => expect.unreachable());
  await rung;
  cancel();
});
