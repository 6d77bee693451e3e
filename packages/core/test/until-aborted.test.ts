import { getEventListeners } from "node:events";
import { describe, expect, it } from "vitest";
import { untilAborted } from "../src/until-aborted.ts";
import { unhandledRejections } from "./support/unhandled-rejections.ts";

const REASON = new Error("the caller went away");
const never = new Promise<never>(() => {});

describe("untilAborted", () => {
  it("gives the promise itself back without a signal", () => {
    const promise = Promise.resolve(1);
    expect(untilAborted(promise, undefined)).toBe(promise);
  });

  it("settles as the promise does and leaves no listener", async () => {
    const { signal } = new AbortController();
    const failure = new Error("failed");
    expect(await untilAborted(Promise.resolve(1), signal)).toBe(1);
    await expect(untilAborted(Promise.reject(failure), signal)).rejects.toBe(failure);
    expect(getEventListeners(signal, "abort")).toEqual([]);
  });

  it("rejects with the signal's reason as soon as it aborts, and leaves no listener", async () => {
    const controller = new AbortController();
    const waiting = untilAborted(never, controller.signal);
    expect(getEventListeners(controller.signal, "abort")).toHaveLength(1);
    controller.abort(REASON);
    await expect(waiting).rejects.toBe(REASON);
    expect(getEventListeners(controller.signal, "abort")).toEqual([]);
  });

  it("rejects at once with a signal that is aborted already, even if the promise is settled", async () => {
    const signal = AbortSignal.abort(REASON);
    await expect(untilAborted(Promise.resolve(1), signal)).rejects.toBe(REASON);
    await expect(untilAborted(never, signal)).rejects.toBe(REASON);
    expect(getEventListeners(signal, "abort")).toEqual([]);
  });

  it("passes reasons that are no errors on as they are", async () => {
    await expect(untilAborted(never, AbortSignal.abort("why"))).rejects.toBe("why");
  });

  it("leaves no unhandled rejection when the promise fails after the abort", async () => {
    const rejections = await unhandledRejections(async () => {
      const controller = new AbortController();
      let fail = (_error: Error): void => {};
      const work = new Promise<never>((_, reject) => {
        fail = reject;
      });
      const waiting = untilAborted(work, controller.signal);
      controller.abort(REASON);
      await expect(waiting).rejects.toBe(REASON);
      fail(new Error("late"));
      await expect(untilAborted(Promise.reject(new Error("early")), controller.signal)).rejects.toBe(REASON);
    });
    expect(rejections).toEqual([]);
  });
});
