import { expect, it } from "vitest";
import { settleAccounts } from "./support/figures.ts";
import { fingerprint, pair, WRONG_PAIR } from "./support/pairs.ts";
import { startScenario, TEST_LIMIT_MS, until } from "./support/scenario.ts";
import { awsStore, vaultStore } from "./support/stores.ts";

const SENDERS = 64;

it(
  "a wrong pair in the store is tried once, and mail goes on with the last one that Mailjet accepted",
  async () => {
    await using scenario = await startScenario(vaultStore, { refreshAfterMs: 50 });
    const { mailjet, store, senders } = scenario;
    const [sender] = senders;
    const prefix = "bad-write";
    const sending = sender.send({ prefix, senders: SENDERS });
    await until(() => mailjet.messages.length >= 200);

    store.write(WRONG_PAIR);
    await until(async () => (await sender.report()).status.state === "degraded");
    const { length } = mailjet.messages;
    await until(() => mailjet.messages.length >= length + 500);
    const { status } = await sender.report();
    const rejectionsOfWrong = mailjet.received.filter((request) => request.status === 401).length;
    mailjet.resetSecret(pair(2).apiKey, pair(2).apiSecret);
    store.write(pair(2));
    await until(() => mailjet.messages.length >= length + 1_000);
    await sender.stop();
    const report = await sending;

    const figures = settleAccounts("wrong pair written, then the right one", mailjet, store, [{ prefix, ...report }]);
    expect(status).toMatchObject({ state: "degraded", fingerprint: fingerprint(pair(1)) });
    expect(rejectionsOfWrong).toBe(1);
    expect(figures).toMatchObject({ lost: 0, twice: 0, failedAttempts: 0 });
    expect(figures.rejections).toBeLessThanOrEqual(1 + SENDERS);
    expect(report.status.fingerprint).toBe(fingerprint(pair(2)));
  },
  TEST_LIMIT_MS,
);

it(
  "a wrong pair pasted after a reset costs one attempt, and the mails wait for the right one",
  async () => {
    await using scenario = await startScenario(awsStore, {});
    const { mailjet, store, senders } = scenario;
    const prefix = "bad-paste";
    const sending = senders[0].send({ prefix, count: 2_000, senders: SENDERS });
    await until(() => mailjet.messages.length >= 500);

    mailjet.resetSecret(pair(2).apiKey, pair(2).apiSecret);
    store.write(WRONG_PAIR);
    const withWrongPair = (): number =>
      mailjet.received.filter((request) => request.fingerprint === fingerprint(WRONG_PAIR)).length;
    await until(() => withWrongPair() > 0);
    store.write(pair(2));
    const report = await sending;

    const figures = settleAccounts("reset, wrong pair, then the right one", mailjet, store, [{ prefix, ...report }]);
    expect(figures).toMatchObject({ mails: 2_000, lost: 0, twice: 0, failedAttempts: 0 });
    expect(withWrongPair()).toBe(1);
    expect(figures.rejections).toBeLessThanOrEqual(SENDERS + 1);
    expect(mailjet.blockedUntil).toBeUndefined();
  },
  TEST_LIMIT_MS,
);

it(
  "1,000 mails at once at a start with a wrong pair make at most two calls to Mailjet, and fail with the reason",
  async () => {
    await using scenario = await startScenario(vaultStore, { rotationGraceMs: 300 }, { keys: [pair(2)] });
    const { mailjet, store, senders } = scenario;
    const [sender] = senders;
    const report = await sender.send({ prefix: "cold", count: 1_000, senders: 1_000 });
    const calls = mailjet.received.length;
    store.write(pair(2));
    const later = await sender.send({ prefix: "warm", count: 100, senders: SENDERS, retryAfterMs: 200 });

    const figures = settleAccounts("start with a wrong pair", mailjet, store, [
      { prefix: "cold", ...report },
      { prefix: "warm", ...later },
    ]);
    expect(report.failures).toEqual({ CREDENTIALS_REJECTED: 1_000 });
    expect(calls).toBeLessThanOrEqual(2);
    expect(later).toMatchObject({ accepted: 100, givenUp: [] });
    expect(figures).toMatchObject({ lost: 0, twice: 0, outInSpiteOfError: 0, givenUp: 1_000 });
    expect(figures.rejections).toBe(calls);
  },
  TEST_LIMIT_MS,
);
