// What a cached call costs. Budget: within 2x of awaiting a bare function that looks into a map.
import { createMailjetClientFactory } from "@mailjet-secrets/core";
import { memoryProvider } from "@mailjet-secrets/testing";
import nodeVault from "node-vault";
import { interleave, median, medianRatio } from "./support/interleave.mjs";
import { describe, report } from "./support/report.mjs";
import { PAIR } from "./support/samples.mjs";
import { startAws, startVault } from "./support/stores.mjs";

const HOUR_MS = 3_600_000;
const aws = await startAws();
const vault = await startVault();
Object.assign(process.env, aws.environment, vault.environment);
const { middyHandler, powertools } = await import("./support/peers.mjs");

const map = new Map([["mail", PAIR]]);
const lookUp = async () => map.get("mail");
const provider = memoryProvider({ mail: PAIR });
const mailjet = createMailjetClientFactory({ provider, secret: "mail" });
const getSecret = powertools("mail", HOUR_MS);
const callHandler = middyHandler("mail", HOUR_MS);
const vaultClient = nodeVault({ token: vault.emulator.rootToken });

// Each has a loop of its own: in a shared one the engine could not tell the calls apart, which slows down all of them.
const LOOPS = {
  "a bare async function": async () => {
    for (let count = 0; count < 20_000; count += 1) await lookUp();
    return 20_000;
  },
  "getClient()": async () => {
    for (let count = 0; count < 20_000; count += 1) await mailjet.getClient();
    return 20_000;
  },
  "credentials()": async () => {
    for (let count = 0; count < 20_000; count += 1) await mailjet.credentials();
    return 20_000;
  },
  "Powertools getSecret, cached": async () => {
    for (let count = 0; count < 10_000; count += 1) await getSecret();
    return 10_000;
  },
  "middy secrets-manager, cached": async () => {
    for (let count = 0; count < 1_000; count += 1) await callHandler();
    return 1_000;
  },
  "node-vault read, no cache": async () => {
    for (let count = 0; count < 5; count += 1) await vaultClient.read("secret/data/mail");
    return 5;
  },
};

const nanoseconds = await interleave(Object.keys(LOOPS), { rounds: 61, warmUp: 5 }, async (name) => {
  const start = process.hrtime.bigint();
  const count = await LOOPS[name]();
  return Number(process.hrtime.bigint() - start) / count;
});
const PEERS = {
  "getClient()": Object.keys(LOOPS).filter((name) => !name.endsWith("()")),
  "credentials()": ["a bare async function"],
};
for (const [call, peers] of Object.entries(PEERS)) {
  for (const peer of peers) {
    report({
      what: `Cached \`${call}\``,
      unit: "ns",
      ours: median(nanoseconds[call]),
      peer,
      theirs: median(nanoseconds[peer]),
      ratio: medianRatio(nanoseconds[call], nanoseconds[peer]),
      ...(peer === "a bare async function" ? { most: 2 } : {}),
    });
  }
}
describe(
  "Cached call: loops of up to 20,000 awaited calls, 61 rounds in turn. middy has no call for a value, so it is one call of an empty handler. node-vault has no cache: it asks an emulator over loopback each time.",
);
process.exit(); // node-vault keeps its connections
