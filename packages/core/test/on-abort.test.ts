import { getEventListeners } from "node:events";
import { describe, expect, it } from "vitest";
import { systemClock } from "../src/clock.ts";
import { withDeadline } from "../src/deadline.ts";
import { onAbort } from "../src/on-abort.ts";
import { pause } from "../src/pause.ts";
import { providerLifetime } from "../src/provider-lifetime.ts";
import { createSlots } from "../src/slots.ts";
import { untilAborted } from "../src/until-aborted.ts";

const never = (): Promise<never> => new Promise(() => {});
const listeners = (signal: AbortSignal): number => getEventListeners(signal, "abort").length;

describe("onAbort", () => {
  it("calls each back once, in their order, the same function as often as it was given", () => {
    const controller = new AbortController();
    const calls: string[] = [];
    const twice = (): number => calls.push("twice");
    onAbort(controller.signal, twice);
    onAbort(controller.signal, () => calls.push("once"));
    onAbort(controller.signal, twice);
    controller.abort();
    expect(calls).toEqual(["twice", "once", "twice"]);
  });

  it("calls nobody back who has ended it, and leaves nothing when all have", () => {
    const controller = new AbortController();
    const calls: string[] = [];
    const first = onAbort(controller.signal, () => calls.push("first"));
    const second = onAbort(controller.signal, () => calls.push("second"));
    first();
    expect(listeners(controller.signal)).toBe(1);
    second();
    expect(listeners(controller.signal)).toBe(0);
    controller.abort();
    expect(calls).toEqual([]);
  });

  it("begins anew after all have ended it", () => {
    const controller = new AbortController();
    onAbort(controller.signal, () => {})();
    let called = false;
    onAbort(controller.signal, () => {
      called = true;
    });
    controller.abort();
    expect(called).toBe(true);
  });
});

const lifetime = providerLifetime("attic");
const slots = createSlots(0);
const WAITS: Readonly<Record<string, (signal: AbortSignal) => Promise<unknown>>> = {
  untilAborted: (signal) => untilAborted(never(), signal),
  "providerLifetime's run": (signal) => lifetime.run(signal, never),
  pause: (signal) => pause(60_000, signal, systemClock),
  "slots' take": (signal) => slots.take(signal),
  withDeadline: (signal) =>
    withDeadline(never, { timeoutMs: 60_000, signal, clock: systemClock, timeoutError: () => new Error("late") }),
};

describe("a thousand that wait on one signal", () => {
  it.each(Object.keys(WAITS))("have one listener on it, and none after it aborted: %s", async (name) => {
    const wait = WAITS[name];
    const controller = new AbortController();
    const waiting = Promise.allSettled(Array.from({ length: 1_000 }, () => wait?.(controller.signal)));
    expect(listeners(controller.signal)).toBe(1);
    controller.abort("enough");
    const outcomes = new Set((await waiting).map((outcome) => (outcome as PromiseRejectedResult).reason));
    expect(outcomes).toEqual(new Set(["enough"]));
    expect(listeners(controller.signal)).toBe(0);
  });
});
