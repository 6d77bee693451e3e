// What reaches the store when thousands ask an empty cache at the same time, and Mailjet when the pair is wrong.
// Budgets: 1 read of the store; 2 calls of Mailjet.
import { awsProvider } from "@mailjet-secrets/aws";
import { createMailjetClientFactory } from "@mailjet-secrets/core";
import { memoryProvider, startMailjetEmulator } from "@mailjet-secrets/testing";
import { vaultProvider } from "@mailjet-secrets/vault";
import Mailjet from "node-mailjet";
import nodeVault from "node-vault";
import { describe, report } from "./support/report.mjs";
import { MAIL, PAIR } from "./support/samples.mjs";
import { startAws, startVault } from "./support/stores.mjs";

const HOUR_MS = 3_600_000;
const MANY = 10_000;
const aws = await startAws({ ours: PAIR, powertools: PAIR, middy: PAIR });
const vault = await startVault();
Object.assign(process.env, aws.environment, vault.environment);
const { middyHandler, powertools } = await import("./support/peers.mjs");

await compareReads();
await compareVaultReads();
await compareRejectedSends();
describe(
  "Cold calls: requests counted by the emulators. node-vault opens a connection for each call, so there are 1,000 of them. With a wrong pair Mailjet blocks the caller's address after some failed log-ins; the emulator does after 200 in a minute.",
);
process.exit();

async function compareReads() {
  const ours = createMailjetClientFactory({ provider: awsProvider(), secret: "ours" });
  const count = await readsOf(aws, MANY, () => ours.getClient());
  const peers = {
    "Powertools getSecret": () => powertools("powertools", HOUR_MS),
    // Made here, since it reads for the first time when it is made.
    "middy secrets-manager": () => middyHandler("middy", HOUR_MS),
  };
  for (const [peer, create] of Object.entries(peers)) {
    const before = aws.reads();
    const call = create();
    await allAtOnce(MANY, call);
    const theirs = aws.reads() - before;
    report({
      what: "Reads of AWS by 10,000 calls at once, cache empty",
      unit: "reads",
      ours: count,
      peer,
      theirs,
      most: 1,
      bound: "ours",
    });
  }
}

async function compareVaultReads() {
  const auth = { method: "appRole" };
  const ours = createMailjetClientFactory({ provider: vaultProvider({ auth }), secret: "mail" });
  const bare = nodeVault({ token: vault.emulator.rootToken });
  report({
    what: "Reads of Vault by 1,000 calls at once, cache empty",
    unit: "reads",
    ours: await readsOf(vault, 1_000, () => ours.getClient()),
    peer: "node-vault read",
    theirs: await readsOf(vault, 1_000, () => bare.read("secret/data/mail")),
    most: 1,
    bound: "ours",
  });
}

async function readsOf(store, times, call) {
  const before = store.reads();
  await allAtOnce(times, call);
  return store.reads() - before;
}

function allAtOnce(times, call) {
  return Promise.all(Array.from({ length: times }, () => call()));
}

async function compareRejectedSends() {
  const ours = await rejectedSends((host) => {
    const provider = memoryProvider({ mail: PAIR });
    return createMailjetClientFactory({ provider, secret: "mail", rotationGraceMs: 500, mailjet: { host } });
  });
  const theirs = await rejectedSends((host) => Mailjet.apiConnect(PAIR.apiKey, PAIR.apiSecret, { config: { host } }));
  report({
    what: "Calls of Mailjet by 1,000 sends at once, pair wrong",
    unit: "calls",
    ours: ours.calls,
    peer: theirs.blocked ? "node-mailjet, then blocked for an hour" : "node-mailjet",
    theirs: theirs.calls,
    most: 2,
    bound: "ours",
  });
}

async function rejectedSends(connect) {
  const emulator = await startMailjetEmulator();
  const distrust = emulator.trust();
  const client = connect(emulator.host);
  const send = () => client.post("send", { version: "v3.1" }).request(MAIL);
  await Promise.allSettled(Array.from({ length: 1_000 }, send));
  const found = { calls: emulator.received.length, blocked: emulator.blockedUntil !== undefined };
  distrust();
  await emulator.close();
  return found;
}
