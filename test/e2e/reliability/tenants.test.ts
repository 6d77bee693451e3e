import { expect, it } from "vitest";
import { settleAccounts } from "./support/figures.ts";
import { fingerprint, type Pair, pair, WRONG_PAIR } from "./support/pairs.ts";
import { startScenario, TEST_LIMIT_MS, until } from "./support/scenario.ts";
import { tenantStore } from "./support/tenant-store.ts";

const TENANTS = 10_000;
const PLACES = 1_000;
/** Nothing that waits may end by itself while the tenants pass by. */
const PATIENCE_MS = TEST_LIMIT_MS;
/** Enough to fill the places and to empty them again. */
const WARM_UP_TENANTS = 3_000;
/** A fraction of what an account takes for each tenant; compiled code comes and goes by the half megabyte. */
const FLAT_BYTES = 2_000_000;
const HELD: Pair = { ...pair(20_001), apiKey: "a0112233445566778899aabbccddeeff" };
const WRONG_FOR_HELD: Pair = { ...HELD, apiSecret: WRONG_PAIR.apiSecret };
const SUSPENDED: Pair = { ...pair(20_002), apiKey: "b0112233445566778899aabbccddeeff" };

it(
  "10,000 tenants pass through 1,000 places: the heap stays flat, and none goes that is in use, read, held or rejected",
  async () => {
    const store = await tenantStore();
    for (let number = 0; number < TENANTS; number += 1) store.writeFor(`tenant${number}`, pair(number));
    for (const tenant of ["regular", "slow"]) store.writeFor(tenant, pair(1));
    store.writeFor("held", WRONG_FOR_HELD);
    store.writeFor("suspended", SUSPENDED);
    const durations = { timeoutMs: PATIENCE_MS, rotationGraceMs: PATIENCE_MS };
    const config = { ...durations, tenantPrefix: store.prefix, maxAccounts: PLACES };
    const ownPatience = { ...store, config: { ...store.config, timeoutMs: PATIENCE_MS } };
    await using scenario = await startScenario(async () => ownPatience, config, {
      keys: [pair(1), HELD, { ...SUSPENDED, suspended: true }],
      nodeOptions: ["--expose-gc"],
    });
    const { mailjet, senders } = scenario;
    const [sender] = senders;
    const pass = (count: number): Promise<number> => sender.visit({ count, senders: 64, regular: "regular" });
    const stateOf = async (tenant: string): Promise<string | undefined> =>
      (await sender.statuses()).find(({ account }) => account === tenant)?.state;

    const answers = store.holdFor("slow");
    const slow = [sender.fingerprintOf("slow")];
    await answers.arrived(1);
    const held = [sender.sendAs("held", "held-0")];
    await until(async () => (await stateOf("held")) === "rejected");
    const suspended = [await sender.sendAs("suspended", "suspended-0")];

    const mixedUp = [await pass(WARM_UP_TENANTS)];
    const beforePass = await sender.heapBytes();
    mixedUp.push(await pass(TENANTS));
    const grown = (await sender.heapBytes()) - beforePass;

    const kept = await sender.statuses();
    const states = [await stateOf("held"), await stateOf("suspended")];
    slow.push(sender.fingerprintOf("slow"));
    held.push(sender.sendAs("held", "held-1"));
    suspended.push(await sender.sendAs("suspended", "suspended-1"));
    answers.release();
    const fingerprints = await Promise.all(slow);
    store.writeFor("held", HELD);
    const codes = await Promise.all(held);

    const title = `10,000 tenants through 1,000 places, heap ${grown} bytes larger`;
    const figures = settleAccounts(title, mailjet, store, [
      { prefix: "held", asked: 2, failures: {}, givenUp: [] },
      { prefix: "suspended", asked: 2, failures: { ACCOUNT_SUSPENDED: 2 }, givenUp: ["suspended-0", "suspended-1"] },
    ]);
    expect(mixedUp).toEqual([0, 0]);
    expect(kept).toHaveLength(PLACES);
    expect(states).toEqual(["rejected", "rejected"]);
    expect(store.readsFor("tenant0")).toBe(2);
    expect([store.readsFor("regular"), store.readsFor("slow")]).toEqual([1, 1]);
    expect(fingerprints).toEqual([fingerprint(pair(1)), fingerprint(pair(1))]);
    expect(suspended).toEqual(["ACCOUNT_SUSPENDED", "ACCOUNT_SUSPENDED"]);
    // A held account that was forgotten would have tried its pair again.
    const tries = mailjet.received.filter((request) => request.fingerprint === fingerprint(WRONG_FOR_HELD));
    expect([codes.map(String), tries.length]).toEqual([["undefined", "undefined"], 1]);
    expect(figures).toMatchObject({ lost: 0, twice: 0, outInSpiteOfError: 0 });
    expect(grown).toBeLessThan(FLAT_BYTES);
  },
  TEST_LIMIT_MS,
);
