import type { Hold, MailjetEmulator } from "@mailjet-secrets/testing";
import { expect, it } from "vitest";
import { settleAccounts } from "./support/figures.ts";
import { pair } from "./support/pairs.ts";
import { startScenario, TEST_LIMIT_MS, timePasses, until } from "./support/scenario.ts";
import type { SenderProcess } from "./support/sender-process.ts";
import { awsStore, vaultStore } from "./support/stores.ts";

const SENDERS = 64;
const EXPIRE_AFTER_MS = 1_000;
const READ_LIMIT_MS = 3_000;

it.concurrent(
  "a process that is frozen beyond expiry, with mails under way, sends on with the pair that the store holds then",
  async () => {
    await using scenario = await startScenario(awsStore, { expireAfterMs: EXPIRE_AFTER_MS });
    const { mailjet, store, senders } = scenario;
    const [sender] = senders;
    const sending = sender.send({ prefix: "frozen", senders: SENDERS });
    await until(() => mailjet.messages.length >= 200);

    const answers = await holdAtRest(mailjet, sender);
    sender.signal("SIGSTOP");
    const readsBefore = store.reads();
    answers.release();
    mailjet.resetSecret(pair(2).apiKey, pair(2).apiSecret);
    store.write(pair(2));
    await timePasses(EXPIRE_AFTER_MS);
    const { length } = mailjet.messages;
    sender.signal("SIGCONT");
    await until(() => mailjet.messages.length >= length + 500);
    await sender.stop();
    const report = await sending;

    const figures = settleAccounts("process frozen beyond expiry", mailjet, store, [{ prefix: "frozen", ...report }]);
    expect(store.reads()).toBeGreaterThan(readsBefore);
    // Looked at by the clock at the call: no timer had a chance to say that the old pair is too old.
    expect(figures).toMatchObject({ lost: 0, twice: 0, failedAttempts: 0, rejections: 0 });
  },
  TEST_LIMIT_MS,
);

it.concurrent(
  "a process that is frozen beyond timeoutMs in the middle of a read does not take the freeze for a store that hangs",
  async () => {
    await using scenario = await startScenario(vaultStore, { timeoutMs: READ_LIMIT_MS });
    const { mailjet, store, senders } = scenario;
    const [sender] = senders;
    const answers = store.hold();
    const sending = sender.send({ prefix: "thawed", count: 500, senders: SENDERS });
    await answers.arrived(1);
    sender.signal("SIGSTOP");
    await timePasses(READ_LIMIT_MS + 1_500);
    sender.signal("SIGCONT");
    await sender.report(); // it runs again, and its timers are due before it sees any answer
    answers.release();
    const report = await sending;

    const figures = settleAccounts("process frozen within a read", mailjet, store, [{ prefix: "thawed", ...report }]);
    expect(figures).toMatchObject({ mails: 500, lost: 0, twice: 0, failedAttempts: 0, rejections: 0 });
  },
  TEST_LIMIT_MS,
);

/** Holds the answers to the mails of all senders while no read of the store is under way: a read would outlive the freeze. */
async function holdAtRest(mailjet: MailjetEmulator, sender: SenderProcess): Promise<Hold> {
  for (;;) {
    const answers = mailjet.hold();
    await answers.arrived(SENDERS);
    // A pair that is stale may be about to be read anew; none of the senders can begin a read from here on.
    if ((await sender.report()).status.state === "fresh") return answers;
    answers.release();
  }
}
