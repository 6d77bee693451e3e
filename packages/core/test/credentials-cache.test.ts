import { type FakeClock, fakeClock } from "@mailjet-secrets/testing";
import { describe, expect, it } from "vitest";
import type { LoadedCredentials } from "../src/cache-entry.ts";
import { CredentialsCache, type CredentialsCacheOptions } from "../src/credentials-cache.ts";
import { MailjetCredentials } from "../src/mailjet-credentials.ts";
import { SecretsError } from "../src/secrets-error.ts";

const MINUTE = 60_000;

function pair(number: number): MailjetCredentials {
  const half = String(number).padStart(16, "0");
  return new MailjetCredentials(
    { kind: "mail", apiKey: `a${half}`, apiSecret: `b${half}` },
    { provider: "test", version: String(number) },
  );
}

interface Store {
  readonly cache: CredentialsCache;
  readonly clock: FakeClock;
  reads: number;
  /** What the next reads answer; `undefined` never answers. */
  answer: MailjetCredentials | Error | undefined;
  validForMs?: number;
}

function open(options: Partial<CredentialsCacheOptions> = {}): Store {
  const clock = fakeClock();
  const store = { clock, reads: 0, answer: pair(1) } as Store;
  const load = (): Promise<LoadedCredentials> => {
    store.reads += 1;
    const { answer, validForMs } = store;
    if (answer === undefined) return new Promise(() => {});
    if (answer instanceof Error) return Promise.reject(answer);
    return Promise.resolve(validForMs === undefined ? { credentials: answer } : { credentials: answer, validForMs });
  };
  const cache = new CredentialsCache({
    provider: "test",
    load,
    refreshAfterMs: 5 * MINUTE,
    expireAfterMs: 60 * MINUTE,
    timeoutMs: 10_000,
    keepFresh: false,
    isRejected: () => false,
    emit: () => {},
    clock,
    random: () => 0.5,
    ...options,
  });
  return Object.assign(store, { cache });
}

const denied = (): SecretsError => new SecretsError("ACCESS_DENIED", "Denied.");
const down = (): SecretsError => new SecretsError("UNAVAILABLE", "Down.");
const missing = (): SecretsError => new SecretsError("NOT_FOUND", "Missing.");
const versionOf = async (promise: Promise<MailjetCredentials>): Promise<string | undefined> => (await promise).version;

describe("CredentialsCache", () => {
  it("F01 reads the store once for many callers of an empty cache, and once more after expiry", async () => {
    const store = open();
    await Promise.all(Array.from({ length: 10_000 }, () => store.cache.current()));
    expect(store.reads).toBe(1);
    await store.clock.advance(61 * MINUTE);
    await Promise.all(Array.from({ length: 50 }, () => store.cache.current()));
    expect(store.reads).toBe(2);
  });

  it("gives the same promise to every cached call", async () => {
    const { cache } = open();
    await cache.current();
    expect(cache.current()).toBe(cache.current());
    expect(cache.fresh()).toBe(cache.current());
  });

  it("F04 sees a rotation in the store after refreshAfterMs, while no call waits", async () => {
    const store = open();
    await store.cache.current();
    store.answer = pair(2);
    await store.clock.advance(5 * MINUTE);
    expect(await versionOf(store.cache.current())).toBe("1");
    await store.clock.settle();
    expect(await versionOf(store.cache.current())).toBe("2");
    expect(store.reads).toBe(2);
  });

  it("varies the moment of the refresh by a tenth, so that processes started together do not ask together", async () => {
    const early = open({ random: () => 0 });
    const late = open({ random: () => 1 });
    await Promise.all([early.cache.current(), late.cache.current()]);
    await Promise.all([early.clock.advance(4.5 * MINUTE), late.clock.advance(5.4 * MINUTE)]);
    expect([early.cache.fresh() === undefined, late.cache.fresh() === undefined]).toEqual([true, false]);
    await late.clock.advance(0.1 * MINUTE);
    expect(late.cache.fresh()).toBeUndefined();
  });

  it("F03 does not keep a failure: the next call after the cool-down works", async () => {
    const store = open();
    store.answer = denied();
    await expect(store.cache.current()).rejects.toMatchObject({ code: "ACCESS_DENIED" });
    store.answer = pair(1);
    await store.clock.advance(1_000);
    expect(await versionOf(store.cache.current())).toBe("1");
    expect(store.cache.status()).toMatchObject({ state: "fresh" });
  });

  it("gives all callers of a failed read its error, and asks again only after a cool-down that doubles up to a minute", async () => {
    const store = open();
    store.answer = denied();
    const calls = Array.from({ length: 20 }, () => store.cache.current().catch((error: SecretsError) => error.code));
    expect(new Set(await Promise.all(calls))).toEqual(new Set(["ACCESS_DENIED"]));
    const waits: number[] = [];
    for (const expected of [1, 2, 4, 8, 16, 32, 60, 60]) {
      await store.clock.advance(expected * 1_000 - 1);
      await store.cache.current().catch(() => {});
      const before = store.reads;
      await store.clock.advance(1);
      await store.cache.current().catch(() => {});
      waits.push(store.reads - before);
    }
    expect(waits).toEqual([1, 1, 1, 1, 1, 1, 1, 1]);
    expect(store.reads).toBe(9);
  });

  it("does not ask for a missing secret again within five seconds", async () => {
    const store = open();
    store.answer = missing();
    await store.cache.current().catch(() => {});
    await store.clock.advance(4_999);
    await expect(store.cache.current()).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(store.reads).toBe(1);
    await store.clock.advance(1);
    await store.cache.current().catch(() => {});
    expect(store.reads).toBe(2);
  });

  it.each([
    ["a timeout", (): Error => new SecretsError("TIMEOUT", "Slow.")],
    ["a denied right", denied],
    ["a foreign error", (): Error => new RangeError("odd")],
  ])("F06 serves the last good pair through %s, marked degraded, until expireAfterMs", async (_, failure) => {
    const store = open();
    await store.cache.current();
    store.answer = failure();
    await store.clock.advance(6 * MINUTE);
    expect(await versionOf(store.cache.current())).toBe("1");
    await store.clock.advance(1_000);
    expect(store.cache.status()).toMatchObject({ state: "degraded" });
    await store.clock.advance(53 * MINUTE);
    expect(await versionOf(store.cache.current())).toBe("1");
    await store.clock.advance(2 * MINUTE);
    const refused = expect(store.cache.current()).rejects.toBeInstanceOf(SecretsError);
    await store.clock.advance(1_000);
    await refused;
    expect(store.cache.status()).toMatchObject({ state: "expired" });
  });

  it("B16 retries a throttled read inside one call", async () => {
    const answers = [new SecretsError("RATE_LIMITED", "Slow down."), new SecretsError("RATE_LIMITED", "Slow down.")];
    const store = open({
      load: () => {
        store.reads += 1;
        const failure = answers.shift();
        return failure ? Promise.reject(failure) : Promise.resolve({ credentials: pair(3) });
      },
    });
    const call = store.cache.current();
    await store.clock.advance(1_000);
    expect(await versionOf(call)).toBe("3");
    expect(store.reads).toBe(3);
  });

  it("F08 lets a background refresh fail without an unhandled rejection", async () => {
    const store = open();
    await store.cache.current();
    store.answer = denied();
    await store.clock.advance(6 * MINUTE);
    const unhandled: unknown[] = [];
    const listen = (reason: unknown): void => void unhandled.push(reason);
    process.on("unhandledRejection", listen);
    for (let call = 0; call < 3; call += 1) {
      await store.cache.current();
      await store.clock.advance(2_000);
    }
    process.off("unhandledRejection", listen);
    expect(unhandled).toEqual([]);
    expect(store.cache.status().lastErrorCode).toBe("ACCESS_DENIED");
  });

  it("F09 keeps no timer while nothing is read", async () => {
    const store = open();
    await store.cache.current();
    expect(store.clock.pendingTimers()).toBe(0);
  });

  it.each([[30 * 24 * 60 * MINUTE], [Number.POSITIVE_INFINITY]])("F11 accepts an age limit of %d ms", async (limit) => {
    const store = open({ refreshAfterMs: limit, expireAfterMs: limit });
    await store.cache.current();
    await store.clock.advance(29 * 24 * 60 * MINUTE);
    expect(await versionOf(store.cache.current())).toBe("1");
    expect(store.reads).toBe(1);
  });

  it("F12 reads at every call when expireAfterMs is 0", async () => {
    const store = open({ expireAfterMs: 0 });
    await store.cache.current();
    store.answer = pair(2);
    expect(await versionOf(store.cache.current())).toBe("2");
    expect(store.reads).toBe(2);
  });

  it("refreshes in the background at every call when refreshAfterMs is 0", async () => {
    const store = open({ refreshAfterMs: 0 });
    await store.cache.current();
    store.answer = pair(2);
    expect(await versionOf(store.cache.current())).toBe("1");
    await store.clock.settle();
    expect(await versionOf(store.cache.current())).toBe("2");
  });

  it("F13 expires by the monotonic clock after the wall clock was set back", async () => {
    const store = open();
    await store.cache.current();
    store.clock.shiftWallClock(-24 * 60 * MINUTE);
    expect(await versionOf(store.cache.current())).toBe("1");
    store.answer = pair(2);
    await store.clock.advance(61 * MINUTE);
    expect(await versionOf(store.cache.current())).toBe("2");
  });

  it("needs one clock only again after the wall clock was set back", async () => {
    const store = open();
    await store.cache.current();
    store.clock.shiftWallClock(-1_000);
    expect(store.cache.fresh()).toBeUndefined();
    await store.cache.current();
    expect(store.cache.fresh()).toBeDefined();
  });

  it("never has two live reads, not even when a refresh that waits meets a read that starts before it", async () => {
    let live = 0;
    let most = 0;
    const store = open({
      expireAfterMs: 0,
      load: async () => {
        live += 1;
        most = Math.max(most, live);
        await new Promise((resolve) => setImmediate(resolve));
        live -= 1;
        return { credentials: pair(1) };
      },
    });
    const first = store.cache.current();
    const next = first.then(() => store.cache.current());
    await Promise.all([next, store.cache.refresh(), store.cache.refresh()]);
    expect(most).toBe(1);
  });

  it("F15 counts the age from the beginning of a read, since the process may be frozen before it sees the answer", async () => {
    const answers: (() => void)[] = [];
    const store = open({
      load: () => new Promise((resolve) => answers.push(() => resolve({ credentials: pair(answers.length) }))),
    });
    const first = store.cache.current();
    store.clock.shiftWallClock(20 * MINUTE);
    answers[0]?.();
    expect(await versionOf(first)).toBe("1");
    expect(store.cache.status()).toMatchObject({ state: "stale", ageMs: 20 * MINUTE });
  });

  it("F15 asks again when the process was frozen beyond expireAfterMs before it saw the answer", async () => {
    const answers: ((number: number) => void)[] = [];
    const store = open({
      load: () => new Promise((resolve) => answers.push((number) => resolve({ credentials: pair(number) }))),
    });
    const waiting = store.cache.current();
    store.clock.shiftWallClock(120 * MINUTE);
    answers[0]?.(1);
    await store.clock.settle();
    await store.clock.advance(1_000);
    answers[1]?.(2);
    expect(await versionOf(waiting)).toBe("2");
    expect(store.cache.status()).toMatchObject({ state: "fresh" });
  });

  it("F15 expires by the wall clock after the process was frozen", async () => {
    const store = open();
    await store.cache.current();
    store.answer = pair(2);
    store.clock.shiftWallClock(61 * MINUTE);
    expect(await versionOf(store.cache.current())).toBe("2");
  });

  it("never serves a pair beyond the moment that the store gave for its end", async () => {
    const store = open();
    store.validForMs = 2 * MINUTE;
    await store.cache.current();
    store.answer = pair(2);
    await store.clock.advance(2 * MINUTE);
    expect(await versionOf(store.cache.current())).toBe("2");
  });

  it("refresh waits for the read under way, then makes one more that all who asked share", async () => {
    const gate: ((loaded: LoadedCredentials) => void)[] = [];
    const store = open({
      load: () => {
        store.reads += 1;
        return new Promise((resolve) => gate.push(resolve));
      },
    });
    const first = store.cache.current();
    const refreshed = [store.cache.refresh(), store.cache.refresh(), store.cache.refresh()];
    expect(store.reads).toBe(1);
    gate[0]?.({ credentials: pair(1) });
    expect(await versionOf(first)).toBe("1");
    await store.clock.settle();
    expect(store.reads).toBe(2);
    gate[1]?.({ credentials: pair(2) });
    expect(await Promise.all(refreshed.map(versionOf))).toEqual(["2", "2", "2"]);
  });

  it("abandons a read that hangs: the caller gets TIMEOUT, and its late answer is not kept", async () => {
    const gate: ((loaded: LoadedCredentials) => void)[] = [];
    const store = open({ load: () => new Promise((resolve) => gate.push(resolve)) });
    const call = store.cache.current().catch((error: SecretsError) => error.code);
    await store.clock.advance(10_000);
    expect(await call).toBe("TIMEOUT");
    gate[0]?.({ credentials: pair(1) });
    await store.clock.settle();
    expect(store.cache.status()).toMatchObject({ state: "empty", lastErrorCode: "TIMEOUT" });
  });

  it("close ends the read under way, forgets the pair and answers CLOSED from then on", async () => {
    const store = open();
    await store.cache.current();
    store.answer = undefined;
    const running = store.cache.refresh().catch((error: SecretsError) => error.code);
    store.cache.close();
    expect(await running).toBe("CLOSED");
    await expect(store.cache.current()).rejects.toMatchObject({ code: "CLOSED" });
    expect(store.cache.status()).toEqual({ state: "closed" });
    expect(store.clock.pendingTimers()).toBe(0);
  });

  it("keeps serving through an outage of the store: no call waits or fails within expireAfterMs", async () => {
    const store = open();
    await store.cache.current();
    store.answer = down();
    const outcomes = new Set<string>();
    for (let call = 0; call < 59; call += 1) {
      await store.clock.advance(MINUTE);
      outcomes.add(String(await versionOf(store.cache.current())));
    }
    expect(outcomes).toEqual(new Set(["1"]));
  });
});
