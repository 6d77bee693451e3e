// npm start: one unchanged application over four stores, and a rotation of the secret in each while it sends.
import { emulatedEnvironment, isLive, liveEnvironment } from "@mailjet-secrets/example-support";
import { startMailjetEmulator } from "@mailjet-secrets/testing";
import { startApplication } from "./application.ts";
import type { FirstReport } from "./reports.ts";
import { type Observation, observeRotation } from "./rotation.ts";
import { startStores } from "./stores.ts";
import { table } from "./table.ts";

process.exitCode = await (isLive() ? showLive() : showEmulated());

async function showEmulated(): Promise<number> {
  console.log("\nOne application, four stores: MAILJET_SECRETS_PROVIDER chooses, and no line of the code differs.\n");
  await using mailjet = await startMailjetEmulator();
  await using stores = await startStores();
  for (const { pair } of stores.stores) mailjet.addKey(pair);
  const surroundings = { ...(await emulatedEnvironment(mailjet)), ...grace() };
  const seen: Observation[] = [];
  for (const store of stores.stores) {
    const environment = { ...surroundings, ...stores.environment, MAILJET_SECRETS_PROVIDER: store.provider };
    const application = startApplication(environment, stores.folder, true);
    const observation = await observeRotation(store, application, mailjet);
    if (observation !== undefined) seen.push(observation);
  }
  console.log(`\n${table(seen.map(rotationRow))}\n`);
  console.log("  fingerprint  a hash that tells key pairs apart: before and after the reset; nobody was shown a key");
  console.log("  cached call  what asking for the pair costs once it is in memory");
  console.log("  mails sent   by Mailjet's count; lost: asked for by the application and never accepted\n");
  console.log("With your own store and keys: examples/swap-providers/README.md\n");
  return seen.length === stores.stores.length && seen.every(({ lost, twice }) => lost + twice === 0) ? 0 : 1;
}

/** With MAILJET_SECRETS_ROTATION_GRACE_MS=0 nobody holds mails back, and some are lost: this is what it looks like. */
function grace(): NodeJS.ProcessEnv {
  const graceMs = process.env["MAILJET_SECRETS_ROTATION_GRACE_MS"];
  return graceMs === undefined ? {} : { MAILJET_SECRETS_ROTATION_GRACE_MS: graceMs };
}

async function showLive(): Promise<number> {
  console.log("\nOne mail with the pair of your store:\n");
  const environment = liveEnvironment();
  const application = startApplication(environment, process.cwd(), false);
  const first = await application.first;
  await application.last;
  if (first === undefined) return 1; // the application has told why
  console.log(`${table([{ provider: first.provider, fingerprint: first.fingerprint, ...timings(first) }])}\n`);
  const sandbox = environment["MAIL_SANDBOX"] === "1";
  console.log(`  Mailjet accepted it${sandbox ? ", checked everything and delivered nothing (SandboxMode)" : ""}.\n`);
  return 0;
}

function rotationRow({ store, first, last, sent, lost, twice }: Observation): Record<string, string> {
  return {
    provider: first.provider,
    secret: store.secret,
    fingerprint: `${first.fingerprint} → ${last.fingerprint}`,
    ...timings(first),
    "mails sent": sent.toLocaleString("en"),
    lost: String(lost),
    "sent twice": String(twice),
  };
}

function timings({ firstMailMs, cachedCallNs }: FirstReport): Record<string, string> {
  return { "first mail": `${firstMailMs.toFixed(0)} ms`, "cached call": `${cachedCallNs.toFixed(0)} ns` };
}
