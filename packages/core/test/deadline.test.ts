import { type FakeClock, fakeClock } from "@mailjet-secrets/testing";
import { describe, expect, it } from "vitest";
import { boundedRead } from "../src/bounded-read.ts";
import { withDeadline } from "../src/deadline.ts";
import { SecretsError } from "../src/secrets-error.ts";

const never = (): Promise<never> => new Promise(() => {});

/** A clock of a process that can be stopped: time goes on then, and timers are as late as it was stopped. */
function stoppableClock(): FakeClock & { readonly standStill: (ms: number) => void } {
  const clock = fakeClock();
  let stoodStillMs = 0;
  return {
    ...clock,
    now: () => clock.now() + stoodStillMs,
    monotonic: () => clock.monotonic() + stoodStillMs,
    standStill(ms) {
      stoodStillMs += ms;
    },
  };
}

function start(work: () => Promise<string>, clock: FakeClock): Promise<string> {
  const { signal } = new AbortController();
  const outcome = withDeadline(work, {
    timeoutMs: 2_000,
    signal,
    clock,
    timeoutError: () => new Error("time is over"),
  });
  outcome.catch(() => {}); // the tests look at it later
  return outcome;
}

describe("withDeadline", () => {
  it("lets an answer count that arrived while the process stood still for longer than the limit", async () => {
    const clock = stoppableClock();
    let answer = (_text: string): void => {};
    const read = new Promise<string>((resolve) => {
      answer = resolve;
    });
    const outcome = start(() => read, clock);
    clock.standStill(60_000);
    await clock.advance(2_000); // timers come before what lies in the sockets
    answer("pair");
    expect(await outcome).toBe("pair");
    expect(clock.pendingTimers()).toBe(0);
  });

  it("ends after the limit, counted from the end of a standstill", async () => {
    const clock = stoppableClock();
    const outcome = start(never, clock);
    clock.standStill(60_000);
    await clock.advance(3_999);
    expect(clock.pendingTimers()).toBe(1);
    await clock.advance(1);
    await expect(outcome).rejects.toThrow("time is over");
  });

  it("does not take a busy process for one that stood still", async () => {
    const clock = stoppableClock();
    const outcome = start(never, clock);
    clock.standStill(1_000);
    await clock.advance(2_000);
    await expect(outcome).rejects.toThrow("time is over");
  });
});

it("a read whose own time limit ran out in a standstill is made again", async () => {
  const clock = stoppableClock();
  const { signal } = new AbortController();
  let reads = 0;
  const read = async (): Promise<string> => {
    reads += 1;
    if (reads > 1) return "pair";
    clock.standStill(60_000);
    throw new SecretsError("TIMEOUT", "The adapter's own limit.", { retryable: true });
  };
  const outcome = boundedRead(read, { provider: "vault", timeoutMs: 10_000, signal, clock, random: () => 0 });
  await clock.advance(100);
  expect(await outcome).toBe("pair");
});
