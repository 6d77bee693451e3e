import { expect, it } from "vitest";
import { settleAccounts } from "./support/figures.ts";
import { pair } from "./support/pairs.ts";
import { startScenario, TEST_LIMIT_MS, timePasses, until } from "./support/scenario.ts";
import { awsStore, conjurStore, vaultStore } from "./support/stores.ts";

const MAILS = 5_000;
const PASTING_MS = 3_000;
const SENDERS = 64;

it.concurrent.each([
  ["one process", 1, vaultStore],
  ["two processes", 2, awsStore],
] as const)(
  "%s: 5,000 mails go out once each while the secret is reset and written to the store 3 s later",
  async (word, processes, openStore) => {
    await using scenario = await startScenario(openStore, {}, { processes });
    const { mailjet, store, senders } = scenario;
    const sending = senders.map(async (sender, number) => {
      const prefix = `process${number}`;
      return { prefix, ...(await sender.send({ prefix, count: MAILS / processes, senders: SENDERS })) };
    });
    await until(() => mailjet.messages.length >= 1_500);

    mailjet.resetSecret(pair(2).apiKey, pair(2).apiSecret);
    await timePasses(PASTING_MS);
    const sentBefore = mailjet.messages.length;
    store.write(pair(2));
    const reports = await Promise.all(sending);

    const figures = settleAccounts(`secret reset, stored 3 s later, ${word}`, mailjet, store, reports);
    expect(figures).toMatchObject({ mails: MAILS, lost: 0, twice: 0, failedAttempts: 0 });
    expect(sentBefore).toBeLessThan(MAILS);
    // What was under way at the reset; nothing is tried while the requests are held.
    expect(figures.rejections).toBeGreaterThan(0);
    expect(figures.rejections).toBeLessThanOrEqual(SENDERS * processes);
    expect(mailjet.blockedUntil).toBeUndefined();
    // Sixty-four requests that wait make one reader, not sixty-four.
    expect(figures.storeReads).toBeLessThan(20 * processes);
  },
  TEST_LIMIT_MS,
);

it.concurrent(
  "5,000 mails and a secret that reaches the store only after the grace: errors, no mail lost, and no restart needed",
  async () => {
    await using scenario = await startScenario(conjurStore, { rotationGraceMs: 500 });
    const { mailjet, store, senders } = scenario;
    const prefix = "late";
    const sending = senders[0].send({ prefix, count: MAILS, senders: SENDERS, retryAfterMs: 200 });
    await until(() => mailjet.messages.length >= 500);

    mailjet.resetSecret(pair(2).apiKey, pair(2).apiSecret);
    await until(async () => Object.keys((await senders[0].report()).failures).length > 0);
    const { status } = await senders[0].report();
    const sentBefore = mailjet.messages.length;
    store.write(pair(2));
    const report = await sending;

    const figures = settleAccounts("secret stored after the grace", mailjet, store, [{ prefix, ...report }]);
    expect(status).toMatchObject({ state: "rejected", lastErrorCode: "CREDENTIALS_REJECTED" });
    expect(sentBefore).toBeLessThan(MAILS);
    expect(Object.keys(report.failures)).toEqual(["CREDENTIALS_REJECTED"]);
    expect(figures).toMatchObject({ mails: MAILS, lost: 0, twice: 0, givenUp: 0 });
    expect(figures.rejections).toBeLessThanOrEqual(SENDERS);
    expect(mailjet.blockedUntil).toBeUndefined();
  },
  TEST_LIMIT_MS,
);
