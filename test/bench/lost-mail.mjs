// Mail that is lost while the key rotates under load, and while the store is down. Budget: none.
import { setTimeout as sleep } from "node:timers/promises";
import { awsProvider } from "@mailjet-secrets/aws";
import { createMailjetClientFactory } from "@mailjet-secrets/core";
import { startMailjetEmulator } from "@mailjet-secrets/testing";
import Mailjet from "node-mailjet";
import { describe, report } from "./support/report.mjs";
import { MAIL, PAIR } from "./support/samples.mjs";
import { startAws } from "./support/stores.mjs";

const SENDERS = 16;
const LIFE_MS = 1_000;
const aws = await startAws({ ours: PAIR, powertools: PAIR });
// Failed log-ins are not punished here, or the peer would lose everything that comes after.
const emulator = await startMailjetEmulator({ keys: [PAIR], badLoginsPerMinute: Number.POSITIVE_INFINITY });
emulator.trust();
Object.assign(process.env, aws.environment);
const { powertools } = await import("./support/peers.mjs");

const config = { host: emulator.host };
const mailjet = createMailjetClientFactory({
  provider: awsProvider(),
  secret: "ours",
  refreshAfterMs: LIFE_MS,
  mailjet: config,
});
const getSecret = powertools("powertools", LIFE_MS);
const SENDS = {
  ours: () => mailjet.post("send", { version: "v3.1" }).request(MAIL),
  powertools: async () => {
    const { apiKey, apiSecret } = await getSecret();
    return Mailjet.apiConnect(apiKey, apiSecret, { config }).post("send", { version: "v3.1" }).request(MAIL);
  },
};
const EVENTS = {
  "Lost of 1,000 mails, key rotates under load": rotate,
  "Lost of 1,000 mails, store down for 3 s": storeDown,
};

for (const [what, event] of Object.entries(EVENTS)) {
  const ours = await lostOfThousand(SENDS.ours, () => event("ours"));
  const theirs = await lostOfThousand(SENDS.powertools, () => event("powertools"));
  report({ what, unit: "mails", ours, peer: "Powertools + node-mailjet", theirs, bound: "ours", most: 0 });
}
describe(
  "Lost mail: 16 senders without a pause, both with a cache of one second. Rotation: Mailjet has the new secret, the store has it 200 ms later. Store down: it answers 500 to every request.",
);
process.exit();

/** Sends until a second after the event is over. */
async function lostOfThousand(send, event) {
  let [sent, lost, over] = [0, 0, false];
  const sendOn = async () => {
    while (!over) {
      sent += 1;
      await send().catch(() => {
        lost += 1;
      });
    }
  };
  const senders = Array.from({ length: SENDERS }, sendOn);
  await sleep(500);
  await event();
  await sleep(LIFE_MS);
  over = true;
  await Promise.all(senders);
  return (lost / sent) * 1_000;
}

async function rotate(id) {
  const apiSecret = id === "ours" ? "0f1e2d3c4b5a69788796a5b4c3d2e1f0" : "f0e1d2c3b4a5968778695a4b3c2d1e0f";
  emulator.resetSecret(PAIR.apiKey, apiSecret);
  await sleep(200);
  for (const name of Object.keys(SENDS)) aws.emulator.putSecret(name, { ...PAIR, apiSecret });
}

async function storeDown() {
  aws.emulator.fail({ kind: "status", status: 500 });
  await sleep(3_000);
  aws.emulator.clearFaults();
}
