import { expect, it } from "vitest";
import { settleAccounts } from "./support/figures.ts";
import { startScenario, TEST_LIMIT_MS, until } from "./support/scenario.ts";
import { awsStore, conjurStore, type Store, type Trouble, vaultStore } from "./support/stores.ts";

const STORES = { vault: vaultStore, aws: awsStore, conjur: conjurStore };
/** On a machine that is busy for seconds the time-out of a connection can be first to be seen. */
const OUT_OF_REACH = ["UNAVAILABLE", "TIMEOUT"];
/** Some 800 mails a second, so that the machine is not busy while the scenarios wait. */
const LOAD = { senders: 16, everyMs: 20 };

it.concurrent.each(["vault", "aws", "conjur"] as const)(
  "no mail fails while %s is down for longer than refreshAfterMs and shorter than expireAfterMs",
  async (word) => {
    await using scenario = await startScenario(STORES[word], { refreshAfterMs: 100 });
    const { mailjet, store, senders } = scenario;
    const [sender] = senders;
    const sending = sender.send({ prefix: "down", ...LOAD });
    await until(() => mailjet.messages.length >= 100);

    await store.goDown();
    await until(async () => (await sender.report()).status.state === "degraded");
    const { status } = await sender.report();
    const { length } = mailjet.messages;
    await until(() => mailjet.messages.length >= length + 500);
    await store.comeBack();
    await until(async () => (await sender.report()).status.state !== "degraded");
    await sender.stop();
    const report = await sending;

    const figures = settleAccounts("store down for a while", mailjet, store, [{ prefix: "down", ...report }]);
    expect(OUT_OF_REACH).toContain(status.lastErrorCode);
    expect(figures).toMatchObject({ lost: 0, twice: 0, failedAttempts: 0, rejections: 0 });
  },
  TEST_LIMIT_MS,
);

it.concurrent(
  "a store that is down for longer than expireAfterMs costs errors, no mail, and needs no restart",
  async () => {
    await using scenario = await startScenario(vaultStore, { refreshAfterMs: 50, expireAfterMs: 300 });
    const { mailjet, store, senders } = scenario;
    const [sender] = senders;
    const sending = sender.send({ prefix: "long", ...LOAD, retryAfterMs: 100 });
    await until(() => mailjet.messages.length >= 100);

    await store.goDown();
    await until(async () => Object.keys((await sender.report()).failures).length > 0);
    const { length } = mailjet.messages;
    await store.comeBack();
    await until(() => mailjet.messages.length >= length + 200);
    await sender.stop();
    const report = await sending;

    const figures = settleAccounts("store down beyond expireAfterMs", mailjet, store, [{ prefix: "long", ...report }]);
    const codes = Object.keys(report.failures);
    expect(codes).not.toEqual([]);
    expect(OUT_OF_REACH).toEqual(expect.arrayContaining(codes));
    expect(figures).toMatchObject({ lost: 0, twice: 0, givenUp: 0, rejections: 0 });
  },
  TEST_LIMIT_MS,
);

it.concurrent.each<[keyof typeof STORES, Trouble, string]>([
  ["vault", "hangs", "TIMEOUT"],
  ["aws", "throttles", "RATE_LIMITED"],
  ["conjur", "throttles", "RATE_LIMITED"],
  ["aws", "answers garbage", "UNEXPECTED_RESPONSE"],
  ["vault", "answers garbage", "UNEXPECTED_RESPONSE"],
])(
  "%s that %s: a start fails with %s until it recovers, and a running application loses nothing",
  async (word, trouble, code) => {
    await using scenario = await startScenario(STORES[word], {
      refreshAfterMs: 50,
      ...(trouble === "hangs" ? { timeoutMs: 1_000 } : {}),
    });
    const { mailjet, store, senders } = scenario;
    const [sender] = senders;
    store.fail(trouble);
    const sending = sender.send({ prefix: "ill", ...LOAD, retryAfterMs: 100 });
    await until(async () => ((await sender.report()).failures[code] ?? 0) > 0);
    const sentWithoutPair = mailjet.received.length;
    store.recover();
    await until(() => mailjet.messages.length >= 100);

    const before = await sender.report();
    store.fail(trouble);
    await until(async () => (await sender.report()).status.state === "degraded");
    const { length } = mailjet.messages;
    await until(() => mailjet.messages.length >= length + 300);
    const { status } = await sender.report();
    store.recover();
    await sender.stop();
    const report = await sending;

    const figures = settleAccounts(`store ${trouble}`, mailjet, store, [{ prefix: "ill", ...report }]);
    expect(sentWithoutPair).toBe(0);
    expect(status.lastErrorCode).toBe(code);
    expect(Object.keys(report.failures)).toEqual([code]);
    expect(report.failures).toEqual(before.failures);
    expect(figures).toMatchObject({ lost: 0, twice: 0, givenUp: 0, rejections: 0 });
  },
  TEST_LIMIT_MS,
);

it.concurrent(
  "a slow store makes the first mails wait and no later ones, and is asked by one read at a time",
  async () => {
    const openStore = async (): Promise<Store> => {
      const patient = await awsStore();
      return { ...patient, config: { ...patient.config, timeoutMs: 60_000 } };
    };
    await using scenario = await startScenario(openStore, { refreshAfterMs: 50, timeoutMs: 60_000 });
    const { mailjet, store, senders } = scenario;
    const [sender] = senders;
    const first = store.hold();
    const sending = sender.send({ prefix: "slow", ...LOAD });
    await first.arrived(1);
    const waiting = await sender.report();
    first.release();
    await until(() => mailjet.messages.length >= 100);

    const second = store.hold();
    await second.arrived(1);
    const { length } = mailjet.messages;
    await until(() => mailjet.messages.length >= length + 300);
    const readsUnderWay = second.waiting;
    second.release();
    await sender.stop();
    const report = await sending;

    const figures = settleAccounts("store slow", mailjet, store, [{ prefix: "slow", ...report }]);
    expect(waiting).toMatchObject({ asked: LOAD.senders, accepted: 0 });
    expect(readsUnderWay).toBe(1);
    expect(figures).toMatchObject({ lost: 0, twice: 0, failedAttempts: 0, rejections: 0 });
  },
  TEST_LIMIT_MS,
);
