import { describe, expect, it, vi } from "vitest";
import { MAX_TIMER_MS, systemClock } from "../src/clock.ts";
import { startScene } from "./support/scene.ts";

describe("keepFresh", () => {
  it("refreshes without calls, and only a pair that was used once", async () => {
    const { store, clock, factory } = await startScene({ keepFresh: true, refreshAfterMs: 60_000 });
    await clock.advance(600_000);
    expect(store.readCount).toBe(0);
    await factory.credentials();
    await clock.advance(600_000);
    expect(store.readCount).toBeGreaterThanOrEqual(10);
    expect(store.readCount).toBeLessThanOrEqual(12);
    expect(factory.status().state).toBe("fresh");
  });

  it("does not refresh without calls unless it is switched on", async () => {
    const { store, clock, factory } = await startScene({ refreshAfterMs: 60_000 });
    await factory.credentials();
    await clock.advance(600_000);
    expect(store.readCount).toBe(1);
  });

  it("F09 keeps no process alive", async () => {
    const { clock, factory } = await startScene({ keepFresh: true });
    await factory.credentials();
    expect(clock.pendingTimers()).toBe(0);
  });

  it("waits out the cool-down of a store that fails, and takes up its answer when it works again", async () => {
    const { store, clock, factory } = await startScene({ keepFresh: true, refreshAfterMs: 60_000 });
    await factory.credentials();
    store.fail("ACCESS_DENIED");
    await clock.advance(60_000 * 10);
    const { readCount } = store;
    expect(readCount).toBeLessThan(20);
    store.recover();
    await clock.advance(60_000);
    expect(store.readCount).toBeGreaterThan(readCount);
    expect(factory.status().state).toBe("fresh");
  });

  it("asks once a second at most, when every pair is stale at once", async () => {
    const { store, clock, factory } = await startScene({ keepFresh: true, refreshAfterMs: 0 });
    await factory.credentials();
    await clock.advance(10_000);
    expect(store.readCount).toBe(11);
  });

  it.each([30 * 86_400_000, Number.POSITIVE_INFINITY])("F11 does not loop at a refresh after %s ms", async (ms) => {
    const { store, clock, factory } = await startScene({
      keepFresh: true,
      refreshAfterMs: ms,
      expireAfterMs: Number.POSITIVE_INFINITY,
      clock: undefined as never,
    });
    const delays: number[] = [];
    const schedule = vi.spyOn(systemClock, "schedule").mockImplementation((_, delayMs) => {
      delays.push(delayMs);
      return () => {};
    });
    await factory.credentials();
    schedule.mockRestore();
    expect(delays.every((delay) => delay >= 10_000)).toBe(true);
    expect(store.readCount).toBe(1);
    expect(clock.pendingTimers()).toBe(0);
    expect(MAX_TIMER_MS).toBeLessThan(ms);
  });

  it("ends with the factory, and with an account that is kept no longer", async () => {
    const { store, clock, factory } = await startScene({
      keepFresh: true,
      refreshAfterMs: 60_000,
      maxAccounts: 1,
      accounts: () => "prod/mailjet",
    });
    await factory.account("one").credentials();
    await factory.account("two").credentials();
    await clock.advance(66_000);
    expect(store.readCount).toBe(3);
    await factory.close();
    await clock.advance(600_000);
    expect(store.readCount).toBe(3);
  });
});
