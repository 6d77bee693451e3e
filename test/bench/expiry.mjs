// What 1,000 calls do at the moment when the cached value has become too old: how many wait, how often the store is read.
// Budgets: nobody waits for a refresh; 1 read.
import { setTimeout as sleep, setImmediate as turn } from "node:timers/promises";
import { awsProvider } from "@mailjet-secrets/aws";
import { createMailjetClientFactory } from "@mailjet-secrets/core";
import { describe, report } from "./support/report.mjs";
import { PAIR } from "./support/samples.mjs";
import { startAws } from "./support/stores.mjs";

const MANY = 1_000;
const LIFE_MS = 1_000;
const aws = await startAws({ stale: PAIR, expired: PAIR, powertools: PAIR, middy: PAIR });
Object.assign(process.env, aws.environment);
const { middyHandler, powertools } = await import("./support/peers.mjs");

const stale = createMailjetClientFactory({ provider: awsProvider(), secret: "stale", refreshAfterMs: LIFE_MS });
const expired = createMailjetClientFactory({ provider: awsProvider(), secret: "expired", expireAfterMs: LIFE_MS });
const ours = await atExpiry(() => stale.getClient());
const late = await atExpiry(() => expired.getClient());
const peers = {
  "Powertools getSecret": await atExpiry(powertools("powertools", LIFE_MS)),
  "middy secrets-manager": await atExpiry(middyHandler("middy", LIFE_MS)),
};
const COMPARED = {
  "Of 1,000 calls at expiry, those that wait": { unit: "calls", ours: ours.waiting, of: "waiting", most: 0 },
  "Reads of AWS by 1,000 calls, value stale": { unit: "reads", ours: ours.reads, of: "reads", most: 1 },
  "Reads of AWS by 1,000 calls, value expired": { unit: "reads", ours: late.reads, of: "reads", most: 1 },
};
for (const [what, { of, ...figures }] of Object.entries(COMPARED)) {
  for (const [peer, theirs] of Object.entries(peers)) {
    report({ what, ...figures, peer, theirs: theirs[of], bound: "ours" });
  }
}
describe(
  "Expiry: the value gets 1.2 times as old as it may; the store then holds its answers back until it is seen which of the calls are still waiting. Stale (`refreshAfterMs`) is answered with the last pair, expired (`expireAfterMs`) waits. The peers know one age only, after which a call waits; middy also reads by a timer.",
);
process.exit(); // middy's timer would go on

async function atExpiry(call) {
  await call();
  const before = aws.reads();
  const hold = aws.emulator.hold("GetSecretValue");
  await sleep(LIFE_MS * 1.2);
  let waiting = MANY;
  const calls = Array.from({ length: MANY }, async () => {
    await call();
    waiting -= 1;
  });
  await hold.arrived(1);
  for (let count = 0; count < 10; count += 1) await turn();
  const found = waiting;
  hold.release();
  await Promise.all(calls);
  return { waiting: found, reads: aws.reads() - before };
}
