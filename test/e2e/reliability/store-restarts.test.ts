import { expect, it } from "vitest";
import { settleAccounts } from "./support/figures.ts";
import { startScenario, TEST_LIMIT_MS, until } from "./support/scenario.ts";
import { conjurStore } from "./support/stores.ts";

const RESTARTS = 100;

it(
  "no mail fails while the store is restarted 100 times, its sessions gone each time",
  async () => {
    await using scenario = await startScenario(conjurStore, { refreshAfterMs: 0 });
    const { mailjet, store, senders } = scenario;
    const [sender] = senders;
    const sending = sender.send({ prefix: "restarts", senders: 4, everyMs: 5 });
    await until(() => store.reads() > 0);

    for (let restart = 0; restart < RESTARTS; restart += 1) {
      const before = { logIns: store.logIns(), reads: store.reads() };
      await store.goDown();
      await store.comeBack();
      await until(() => store.logIns() > before.logIns && store.reads() > before.reads + 1);
    }
    await sender.stop();
    const report = await sending;

    const figures = settleAccounts(`${RESTARTS} restarts`, mailjet, store, [{ prefix: "restarts", ...report }]);
    expect(figures).toMatchObject({ lost: 0, twice: 0, failedAttempts: 0, rejections: 0 });
    // One login a session, and one more where the restart fell into a read.
    expect(store.logIns()).toBeLessThanOrEqual(2 * (RESTARTS + 1));
  },
  TEST_LIMIT_MS,
);
