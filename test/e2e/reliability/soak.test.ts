import { expect, it } from "vitest";
import { settleAccounts } from "./support/figures.ts";
import { pair } from "./support/pairs.ts";
import { startScenario, TEST_LIMIT_MS } from "./support/scenario.ts";
import { vaultStore } from "./support/stores.ts";

const CACHED_CALLS = 1_000_000;
const ROTATIONS = 1_000;
/** Until every path has run and every list has reached its length. */
const WARM_UP_ROTATIONS = 400;
/** Compiled code comes and goes by the half megabyte, and would hide a small leak. */
const STEADY_HEAP = [
  "--expose-gc",
  "--no-opt",
  "--no-sparkplug",
  "--no-lazy-feedback-allocation",
  "--no-flush-bytecode",
];
/** Less than one small object for each rotation. */
const FLAT_BYTES = 50_000;

it(
  "the heap stays flat over 1,000,000 cached calls and 1,000 rotations",
  async () => {
    // So many rotations a minute no real account sees, and each of them costs one refused login.
    await using scenario = await startScenario(
      vaultStore,
      {},
      { badLoginsPerMinute: 2 * ROTATIONS, nodeOptions: STEADY_HEAP },
    );
    const { mailjet, store, senders } = scenario;
    const [sender] = senders;
    const reports = [];
    const rotate = async (from: number, to: number): Promise<void> => {
      for (let number = from; number < to; number += 1) {
        const { apiKey, apiSecret } = pair(number + 2);
        mailjet.resetSecret(apiKey, apiSecret);
        store.write({ apiKey, apiSecret });
        const prefix = `rotation${number}`;
        reports.push({ prefix, ...(await sender.send({ prefix, count: 1, senders: 1 })) });
      }
    };
    const prefix = "first";
    reports.push({ prefix, ...(await sender.send({ prefix, count: 1, senders: 1 })) });
    await sender.cachedCalls(CACHED_CALLS / 10);
    const beforeCalls = await sender.heapBytes();
    await sender.cachedCalls(CACHED_CALLS);
    const afterCalls = await sender.heapBytes();
    await rotate(0, WARM_UP_ROTATIONS);
    const beforeRotations = await sender.heapBytes();
    await rotate(WARM_UP_ROTATIONS, ROTATIONS);
    const afterRotations = await sender.heapBytes();

    const grown = { calls: afterCalls - beforeCalls, rotations: afterRotations - beforeRotations };
    const scenarioName = `1,000,000 cached calls, heap ${grown.calls} bytes larger, 1,000 rotations, ${grown.rotations} bytes`;
    const figures = settleAccounts(scenarioName, mailjet, store, reports);
    expect(figures).toMatchObject({
      mails: ROTATIONS + 1,
      lost: 0,
      twice: 0,
      failedAttempts: 0,
      rejections: ROTATIONS,
    });
    expect(grown.calls).toBeLessThan(FLAT_BYTES);
    expect(grown.rotations).toBeLessThan(FLAT_BYTES);
  },
  TEST_LIMIT_MS,
);
