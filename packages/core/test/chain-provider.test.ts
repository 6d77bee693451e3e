import { type FakeClock, fakeClock, type MemoryProvider, memoryProvider } from "@mailjet-secrets/testing";
import { describe, expect, it } from "vitest";
import { type ChainLink, chainProvider, createMailjetClientFactory, type SecretReference } from "../src/index.ts";
import type { SecretsErrorCode } from "../src/secrets-error.ts";
import { NEW, OLD, OTHER, send, startScene, statuses } from "./support/scene.ts";

interface Chain {
  readonly first: MemoryProvider;
  readonly second: MemoryProvider;
  readonly clock: FakeClock;
  readonly links: readonly ChainLink[];
}

function twoStores(): Chain {
  const first = memoryProvider({ "prod/mailjet": OLD }, { name: "first" });
  const second = memoryProvider({ "spare/mailjet": OTHER }, { name: "second" });
  const links = [
    { provider: first, secret: "prod/mailjet" },
    { provider: second, secret: "spare/mailjet" },
  ];
  return { first, second, clock: fakeClock(), links };
}

const ANY: SecretReference = { id: "" };
const signal = new AbortController().signal;

describe("chainProvider", () => {
  it("gives what the first provider gives, and does not ask the second", async () => {
    const { second, links } = twoStores();
    const snapshot = await chainProvider(links).read(ANY, { signal });
    expect(snapshot).toMatchObject({ values: OLD, provider: "first" });
    expect(snapshot).not.toHaveProperty("degraded");
    expect(second.readCount).toBe(0);
  });

  it.each<SecretsErrorCode>(["UNAVAILABLE", "TIMEOUT", "RATE_LIMITED"])(
    "asks the second with its own secret on %s of the first, and says that this is degraded",
    async (code) => {
      const { first, links } = twoStores();
      first.fail(code);
      const snapshot = await chainProvider(links).read(ANY, { signal });
      expect(snapshot).toMatchObject({ values: OTHER, provider: "second", degraded: true });
    },
  );

  it.each<SecretsErrorCode>([
    "NOT_FOUND",
    "ACCESS_DENIED",
    "UNAUTHENTICATED",
    "INVALID_SECRET",
    "INVALID_CONFIG",
    "UNEXPECTED_RESPONSE",
    "MISSING_DEPENDENCY",
  ])("does not hide %s of the first behind the second", async (code) => {
    const { first, second, links } = twoStores();
    first.fail(code);
    await expect(chainProvider(links).read(ANY, { signal })).rejects.toMatchObject({ code, provider: "first" });
    expect(second.readCount).toBe(0);
  });

  it("asks the second after three seconds without an answer of the first, or after the time of the link", async () => {
    for (const [timeoutMs, expected] of [
      [undefined, 3_000],
      [500, 500],
    ] as const) {
      const { first, second, clock, links } = twoStores();
      first.hold();
      const [link, spare] = links as [ChainLink, ChainLink];
      const chain = chainProvider([timeoutMs === undefined ? link : { ...link, timeoutMs }, spare], { clock });
      const reading = chain.read(ANY, { signal });
      await clock.advance(expected - 1);
      expect(second.readCount).toBe(0);
      await clock.advance(1);
      expect(await reading).toMatchObject({ values: OTHER, degraded: true });
    }
  });

  it("names every failure when none answers, and is retryable because the first is", async () => {
    const { first, second, links } = twoStores();
    first.fail("UNAVAILABLE");
    second.fail("ACCESS_DENIED");
    const error = await chainProvider(links)
      .read(ANY, { signal })
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: "UNAVAILABLE", provider: "chain", retryable: true });
    expect((error as Error).message).toMatch(/first: UNAVAILABLE.*second: ACCESS_DENIED/s);
  });

  it("takes what the account names where a link has no secret, and asks a function for each account", async () => {
    const tenants = memoryProvider({ acme: OLD }, { name: "first" });
    const spare = memoryProvider({ "spare-acme": OTHER }, { name: "second" });
    const chain = chainProvider([{ provider: tenants }, { provider: spare, secret: ({ id }) => `spare-${id}` }]);
    expect((await chain.read({ id: "acme" }, { signal })).values).toEqual(OLD);
    tenants.fail("UNAVAILABLE");
    expect((await chain.read({ id: "acme" }, { signal })).values).toEqual(OTHER);
  });

  it("takes fields that are named for one link only", async () => {
    const first = memoryProvider({ a: { pub: OLD.apiKey, priv: OLD.apiSecret } }, { name: "first" });
    const second = memoryProvider({ b: { user: OTHER.apiKey, pass: OTHER.apiSecret, other: "x" } }, { name: "second" });
    const factory = createMailjetClientFactory({
      provider: chainProvider([
        { provider: first, secret: { id: "a", fields: { apiKey: "pub", apiSecret: "priv" } } },
        { provider: second, secret: { id: "b", fields: { apiKey: "user", apiSecret: "pass" } } },
      ]),
    });
    expect((await factory.credentials()).apiSecret()).toBe(OLD.apiSecret);
    first.fail("UNAVAILABLE");
    const spare = createMailjetClientFactory({
      provider: chainProvider([
        { provider: first, secret: "a" },
        { provider: second, secret: { id: "b", fields: { apiKey: "user", apiSecret: "pass" } } },
      ]),
    });
    expect((await spare.credentials()).apiSecret()).toBe(OTHER.apiSecret);
  });

  it("refuses fields that are named in the account and in the chain", async () => {
    const { first } = twoStores();
    const fields = { apiKey: "apiKey", apiSecret: "apiSecret" };
    const chain = chainProvider([{ provider: first, secret: { id: "prod/mailjet", fields } }]);
    const reading = chain.read({ id: "x", fields: ["apiKey"] }, { signal });
    await expect(reading).rejects.toMatchObject({ code: "INVALID_CONFIG" });
  });

  it("rejects with the caller's reason, and asks nobody else after an abort", async () => {
    const { first, second, links } = twoStores();
    first.hold();
    const controller = new AbortController();
    const reading = chainProvider(links).read(ANY, { signal: controller.signal });
    controller.abort(new Error("enough"));
    await expect(reading).rejects.toThrow("enough");
    expect(second.readCount).toBe(0);
  });

  it("closes all its providers, also when one fails to close", async () => {
    const { first, second, links } = twoStores();
    const broken = { name: "broken", read: first.read, close: () => Promise.reject(new Error("stuck")) };
    const chain = chainProvider([{ provider: broken }, ...links]);
    await expect(chain.close?.()).rejects.toThrow("stuck");
    for (const provider of [first, second]) {
      await expect(provider.read(ANY, { signal })).rejects.toMatchObject({ code: "CLOSED" });
    }
    await expect(chain.read(ANY, { signal })).rejects.toMatchObject({ code: "CLOSED", provider: "chain" });
  });

  it("cannot write: which store would it be?", () => {
    expect(chainProvider(twoStores().links)).not.toHaveProperty("write");
  });

  it.each([[[]], [[{}]], [[{ provider: {} }]], [undefined], [[{ provider: memoryProvider(), timeoutMs: 0 }]]])(
    "refuses links that cannot be right: %o",
    (links) => {
      expect(() => chainProvider(links as never)).toThrow(TypeError);
    },
  );
});

describe("a fallback's pair", () => {
  const start = async (options: object = {}) => {
    const chain = twoStores();
    const scene = await startScene({
      ...options,
      provider: chainProvider(chain.links, { clock: chain.clock }),
      clock: chain.clock,
      emulator: { keys: [OLD, OTHER] },
    });
    return { ...scene, ...chain };
  };

  it("is used at a cold start, is degraded, and gives way to the first choice after half a minute", async () => {
    const { first, clock, factory } = await start();
    first.fail("UNAVAILABLE");
    const reading = factory.credentials();
    expect((await reading).apiKey()).toBe(OTHER.apiKey);
    expect(factory.status()).toMatchObject({ state: "degraded", provider: "second" });
    first.recover();
    await clock.advance(33_000);
    await factory.credentials();
    await clock.settle();
    expect((await factory.credentials()).apiKey()).toBe(OLD.apiKey);
    expect(factory.status()).toMatchObject({ state: "fresh", provider: "first" });
  });

  it("does not replace an unexpired pair of the first choice", async () => {
    const { first, second, clock, factory } = await start();
    await factory.credentials();
    first.fail("UNAVAILABLE");
    await clock.advance(400_000);
    await factory.credentials();
    await clock.settle();
    const retries = clock.advance(5_000);
    expect((await factory.credentials()).apiKey()).toBe(OLD.apiKey);
    await retries;
    expect(second.readCount).toBeGreaterThan(0);
    expect(factory.status()).toMatchObject({ state: "degraded", provider: "first", lastErrorCode: "UNAVAILABLE" });
  });

  it("replaces one that is expired", async () => {
    const { first, clock, factory } = await start();
    await factory.credentials();
    first.fail("UNAVAILABLE");
    await clock.advance(3_600_000);
    expect((await factory.credentials()).apiKey()).toBe(OTHER.apiKey);
  });

  it("replaces one that Mailjet rejected, and during the hold the first is asked at every poll", async () => {
    const { first, second, mailjet, clock, factory } = await start();
    await send(factory);
    mailjet.resetSecret(NEW.apiKey, NEW.apiSecret);
    first.fail("UNAVAILABLE", 1);
    const sent = await send(factory);
    expect(sent.response.status).toBe(200);
    expect(statuses(mailjet)).toEqual([200, 401, 200]);
    expect(second.readCount).toBe(1);
    first.set("prod/mailjet", NEW);
    await clock.advance(33_000);
    await send(factory);
    await clock.settle();
    await send(factory);
    expect((await factory.credentials()).apiSecret()).toBe(NEW.apiSecret);
  });
});
