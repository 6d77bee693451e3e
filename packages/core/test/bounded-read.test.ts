import { getEventListeners } from "node:events";
import { inspect } from "node:util";
import { type FakeClock, fakeClock } from "@mailjet-secrets/testing";
import { describe, expect, it } from "vitest";
import { boundedRead } from "../src/bounded-read.ts";
import { pause } from "../src/pause.ts";
import { SecretsError, type SecretsErrorCode } from "../src/secrets-error.ts";
import { unhandledRejections } from "./support/unhandled-rejections.ts";

const REASON = new Error("the caller went away");
const never = (): Promise<never> => new Promise(() => {});

/** What one attempt does: an error is thrown, anything else is returned. */
type Attempt = (signal: AbortSignal, clock: FakeClock) => Promise<string>;

interface Run {
  readonly clock: FakeClock;
  readonly controller: AbortController;
  readonly signals: readonly AbortSignal[];
  /** Monotonic times at which the attempts began. */
  readonly startedAt: readonly number[];
  readonly outcome: Promise<string>;
}

function start(attempts: readonly Attempt[], timeoutMs = 10_000, random = 0): Run {
  const clock = fakeClock();
  const controller = new AbortController();
  const signals: AbortSignal[] = [];
  const startedAt: number[] = [];
  const outcome = boundedRead(
    (signal) => {
      signals.push(signal);
      startedAt.push(clock.monotonic());
      const attempt = attempts[signals.length - 1] ?? attempts.at(-1);
      return attempt?.(signal, clock) ?? never();
    },
    { provider: "vault", timeoutMs, signal: controller.signal, clock, random: () => random },
  );
  outcome.catch(() => {}); // the tests look at it later
  return { clock, controller, signals, startedAt, outcome };
}

const succeed: Attempt = async () => "pair";
const fail =
  (code: SecretsErrorCode, retryAfterMs?: number): Attempt =>
  async () => {
    throw new SecretsError(code, code, retryAfterMs === undefined ? {} : { retryAfterMs });
  };
/** As a well-behaved provider: waits for ever, and heeds its signal. */
const wait: Attempt = (signal) =>
  new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });

function expectNothingLeft({ clock, controller, signals }: Run): void {
  expect(clock.pendingTimers()).toBe(0);
  expect(getEventListeners(controller.signal, "abort")).toEqual([]);
  for (const signal of signals) expect(getEventListeners(signal, "abort").length).toBe(0);
}

describe("boundedRead", () => {
  it("gives the answer of the first attempt", async () => {
    const run = start([succeed]);
    expect(await run.outcome).toBe("pair");
    expect(run.signals).toHaveLength(1);
    expectNothingLeft(run);
  });

  it("B16 (throttling), B19 (a dead socket) tries again twice after retryable failures, ever slower", async () => {
    const run = start([fail("RATE_LIMITED"), fail("UNAVAILABLE"), succeed]);
    await run.clock.advance(1_000);
    expect(await run.outcome).toBe("pair");
    expect(run.startedAt).toEqual([0, 100, 300]);
    expectNothingLeft(run);
  });

  it("spreads its pauses by up to their own length", async () => {
    const run = start([fail("UNAVAILABLE"), fail("TIMEOUT"), succeed], 10_000, 1);
    await run.clock.advance(1_000);
    expect(run.startedAt).toEqual([0, 200, 600]);
  });

  it("gives up after three attempts, with the last failure", async () => {
    const run = start([fail("UNAVAILABLE"), fail("UNAVAILABLE"), fail("RATE_LIMITED"), succeed]);
    await run.clock.advance(10_000);
    await expect(run.outcome).rejects.toMatchObject({ code: "RATE_LIMITED" });
    expect(run.signals).toHaveLength(3);
    expectNothingLeft(run);
  });

  it.each([
    "NOT_FOUND",
    "ACCESS_DENIED",
    "UNAUTHENTICATED",
    "UNEXPECTED_RESPONSE",
    "INVALID_SECRET",
    "INVALID_CONFIG",
    "MISSING_DEPENDENCY",
    "CONFLICT",
    "CLOSED",
  ] as const)("does not try again after %s", async (code) => {
    const run = start([fail(code), succeed]);
    await expect(run.outcome).rejects.toMatchObject({ code });
    expect(run.signals).toHaveLength(1);
    expectNothingLeft(run);
  });

  it("goes by the failure's own retryable, not by its code", async () => {
    const decided =
      (code: SecretsErrorCode, retryable: boolean): Attempt =>
      async () => {
        throw new SecretsError(code, "x", { retryable });
      };
    await expect(start([decided("UNAVAILABLE", false), succeed]).outcome).rejects.toMatchObject({ retryable: false });
    const run = start([decided("CONFLICT", true), succeed]);
    await run.clock.advance(100);
    expect(await run.outcome).toBe("pair");
  });

  it("waits as long as the store asks", async () => {
    const run = start([fail("RATE_LIMITED", 2_500), succeed]);
    await run.clock.advance(2_499);
    expect(run.signals).toHaveLength(1);
    await run.clock.advance(1);
    expect(await run.outcome).toBe("pair");
  });

  it("does not wait for an attempt that would come after the deadline", async () => {
    const run = start([fail("RATE_LIMITED", 10_000), succeed]);
    await expect(run.outcome).rejects.toMatchObject({ code: "RATE_LIMITED", retryAfterMs: 10_000 });
    expect(run.clock.monotonic()).toBe(0);
    expectNothingLeft(run);
  });

  it("B19 (an endpoint that never answers) bounds all attempts together by one deadline", async () => {
    const slowly: Attempt = (signal, clock) =>
      pause(400, signal, clock).then(() => Promise.reject(new SecretsError("UNAVAILABLE", "x")));
    const run = start([slowly, wait], 1_000);
    await run.clock.advance(999);
    expect(run.startedAt).toEqual([0, 500]);
    expect(run.signals[1]?.aborted).toBe(false);
    await run.clock.advance(1);
    await expect(run.outcome).rejects.toMatchObject({ code: "TIMEOUT", provider: "vault", retryable: true });
    expectNothingLeft(run);
  });

  it("times out although the provider does not heed its signal, and keeps its late answer to itself", async () => {
    let answer = (_text: string): void => {};
    const deaf: Attempt = () =>
      new Promise((resolve) => {
        answer = resolve;
      });
    const run = start([deaf, succeed]);
    await run.clock.advance(10_000);
    await expect(run.outcome).rejects.toMatchObject({
      code: "TIMEOUT",
      message:
        'The provider "vault" did not answer within 10000 ms. Check that the store can be reached from here, or raise timeoutMs.',
    });
    expect(run.signals[0]?.aborted).toBe(true);
    answer("late");
    await run.clock.settle();
    expect(run.signals).toHaveLength(1);
    expectNothingLeft(run);
  });

  it("makes no further attempt when a deaf provider fails after the deadline", async () => {
    const rejections = await unhandledRejections(async () => {
      let breakOff = (_error: Error): void => {};
      const deaf: Attempt = () =>
        new Promise((_, reject) => {
          breakOff = reject;
        });
      const run = start([deaf, succeed]);
      await run.clock.advance(10_000);
      await expect(run.outcome).rejects.toMatchObject({ code: "TIMEOUT" });
      breakOff(new SecretsError("UNAVAILABLE", "late"));
      await run.clock.advance(10_000);
      expect(run.signals).toHaveLength(1);
      expectNothingLeft(run);
    });
    expect(rejections).toEqual([]);
  });

  it.each([
    ["a provider that heeds its signal", wait],
    ["a provider that does not", never],
  ])("an abort from outside ends %s with the signal's own reason", async (_, attempt) => {
    const rejections = await unhandledRejections(async () => {
      const run = start([attempt]);
      await run.clock.settle();
      run.controller.abort(REASON);
      await expect(run.outcome).rejects.toBe(REASON);
      expect(run.signals[0]?.reason).toBe(REASON);
      expectNothingLeft(run);
    });
    expect(rejections).toEqual([]);
  });

  it("an abort from outside ends a pause between attempts", async () => {
    const run = start([fail("RATE_LIMITED", 5_000), succeed]);
    await run.clock.advance(1_000);
    run.controller.abort(REASON);
    await expect(run.outcome).rejects.toBe(REASON);
    await run.clock.advance(60_000);
    expect(run.signals).toHaveLength(1);
    expectNothingLeft(run);
  });

  it("does not read at all with a signal that is aborted already", async () => {
    const clock = fakeClock();
    let reads = 0;
    const read = async (): Promise<void> => {
      reads += 1;
    };
    const options = { provider: "x", timeoutMs: 1, signal: AbortSignal.abort(REASON), clock, random: () => 0 };
    await expect(boundedRead(read, options)).rejects.toBe(REASON);
    expect([reads, clock.pendingTimers()]).toEqual([0, 0]);
  });

  it.each([
    ["an error", () => Promise.reject(Object.assign(new TypeError("CANARY"), { code: "ECONNRESET", body: "CANARY" }))],
    ["an abort of its own", () => Promise.reject(new DOMException("CANARY", "AbortError"))],
    ["a text", () => Promise.reject("CANARY")],
    [
      "an error before it returns a promise",
      (): never => {
        throw new Error("CANARY");
      },
    ],
  ])("B02 (foreign errors quote secrets) turns %s into UNEXPECTED_RESPONSE without its text", async (_, attempt) => {
    const run = start([attempt, succeed]);
    const error: unknown = await run.outcome.catch((thrown: unknown) => thrown);
    expect(SecretsError.is(error, "UNEXPECTED_RESPONSE")).toBe(true);
    expect(error).toMatchObject({ provider: "vault", retryable: false });
    const shown = inspect(error, { depth: Number.POSITIVE_INFINITY, showHidden: true });
    expect(`${shown} ${JSON.stringify(error)} ${(error as Error).stack}`).not.toContain("CANARY");
    expect(run.signals).toHaveLength(1);
    expectNothingLeft(run);
  });

  it("keeps name and code of a foreign error as cause", async () => {
    const run = start([() => Promise.reject(Object.assign(new TypeError("x"), { code: "ECONNRESET" }))]);
    await expect(run.outcome).rejects.toMatchObject({ cause: { name: "TypeError", code: "ECONNRESET" } });
  });

  it("leaves nothing behind on a signal that lives long", async () => {
    const clock = fakeClock();
    const { signal } = new AbortController();
    for (let read = 0; read < 100; read += 1) {
      await boundedRead(async () => "pair", { provider: "x", timeoutMs: 1_000, signal, clock, random: () => 0 });
    }
    expect(getEventListeners(signal, "abort")).toEqual([]);
    expect(clock.pendingTimers()).toBe(0);
  });
});

describe("pause", () => {
  it("ends when the time is over, on a timer that keeps the process alive", async () => {
    const clock = fakeClock();
    const { signal } = new AbortController();
    const waiting = pause(100, signal, clock);
    expect(clock.pendingTimers()).toBe(1);
    await clock.advance(100);
    expect(await waiting).toBeUndefined();
    expect(getEventListeners(signal, "abort")).toEqual([]);
  });

  it("rejects with the reason of its signal, before or during the wait, and cancels its timer", async () => {
    const clock = fakeClock();
    const controller = new AbortController();
    const waiting = pause(100, controller.signal, clock);
    controller.abort(REASON);
    await expect(waiting).rejects.toBe(REASON);
    await expect(pause(100, controller.signal, clock)).rejects.toBe(REASON);
    expect(clock.pendingTimers()).toBe(0);
    expect(getEventListeners(controller.signal, "abort")).toEqual([]);
  });
});
