import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Commands } from "./commands.ts";
import { type RunningServices, SERVICES } from "./services.ts";
import type { Transcript } from "./transcript.ts";
import { until } from "./until.ts";
import { REPORTS, type World } from "./world.ts";

/** What happened when, and what of it has to stand in the report. */
export interface Incident {
  readonly timeline: readonly { readonly at: string; readonly what: string }[];
  readonly oldFingerprint: string;
  readonly newFingerprint: string;
  /** Why the incident broke off. Absence: it was played to its end. */
  readonly failure?: string;
}

/** What each part of the incident works with. */
interface Scene {
  readonly world: World;
  readonly services: RunningServices;
  readonly commands: Commands;
  readonly transcript: Transcript;
  /** Tells what happened, and keeps it for the report. */
  note(what: string): void;
}

const ADMINISTRATION = "--admin-secret admin/mailjet";
const KEPT = "--journal rotation.json";
const WAITING = `--wait-for 60s --wait-for-applications ${REPORTS} --application ${SERVICES.join(" ")}`;

/** Plays it in the order of docs/leak-response.md. Does not reject: a failure is part of the report. */
export async function playIncident(
  world: World,
  services: RunningServices,
  commands: Commands,
  transcript: Transcript,
): Promise<Incident> {
  const timeline: { at: string; what: string }[] = [];
  const note = (what: string): void => {
    timeline.push({ at: new Date().toISOString(), what });
    transcript.tell(what);
  };
  const scene = { world, services, commands, transcript, note };
  const fingerprints = { oldFingerprint: "unknown", newFingerprint: "unknown" };
  try {
    await leak(scene);
    fingerprints.oldFingerprint = await find(scene);
    await takeEvidence(scene);
    await askWhoUsesIt(scene, fingerprints.oldFingerprint);
    fingerprints.newFingerprint = await replace(scene);
    await watch(scene, fingerprints.oldFingerprint);
    await closeTheHole(scene);
    return { timeline, ...fingerprints };
  } catch (error) {
    const failure = error instanceof Error ? error.message : String(error);
    note(`The drill broke off: ${failure}`);
    return { timeline, ...fingerprints, failure };
  }
}

async function leak({ world, commands, transcript, note }: Scene): Promise<void> {
  transcript.step("What happened before: a key leaks, and somebody finds it");
  await until(() => SERVICES.every((service) => mailsOf(world, service) > 0), "a mail of each service");
  note(`${SERVICES.length} services send mail: ${SERVICES.join(", ")}.`);
  const { apiKey, apiSecret } = world.leaked;
  const code = `export const mailjet = new Mailjet({\n  apiKey: "${apiKey}",\n  apiSecret: "${apiSecret}",\n});\n`;
  await writeFile(join(world.repository, "mailer.js"), code);
  await commands.git("init", "--quiet", "--initial-branch=main");
  await commitAll(commands, "Send invoices");
  note("A key is committed to a repository: mailer.js.");
  note(await commands.attack());
  // What Mailjet's filters make of such mails; the emulator has none.
  const filtered = { MessageBlockedCount: 700, MessageHardBouncedCount: 250, MessageSpamCount: 30 };
  world.mailjet.seedCounters(apiKey, [{ at: Date.now(), ...filtered }]);
}

/** Resolves with the fingerprint of the pair that was found. */
async function find({ world, commands, transcript, note }: Scene): Promise<string> {
  transcript.step("Find out which key it is");
  await commands.run("scan", { directory: world.repository, expect: 1 });
  const { data } = await commands.run("scan --json", { directory: world.repository, expect: 1, into: "scan.json" });
  const { findings } = JSON.parse(data) as { findings: { fingerprint: string; kind: string }[] };
  const fingerprint = findings.find(({ kind }) => kind === "key-pair")?.fingerprint ?? "unknown";
  note(`The scan finds it. Its fingerprint is ${fingerprint}.`);
  return fingerprint;
}

async function takeEvidence({ commands, transcript, note }: Scene): Promise<void> {
  transcript.step("Take evidence, before anything is changed");
  await commands.run("usage --since 24h --html evidence.html", { expect: 1 });
  note("The evidence shows the misuse: evidence.html.");
}

async function askWhoUsesIt({ commands, transcript, note }: Scene, old: string): Promise<void> {
  transcript.step("Ask who uses the key");
  const { output } = await commands.run(`inventory ${REPORTS} --scan scan.json --old ${old}`, { expect: 1 });
  for (const service of SERVICES) {
    if (!output.includes(service)) throw new Error(`${service} is missing in the inventory.`);
  }
  note(`${SERVICES.length} services use the leaked key.`);
}

/** Resolves with the fingerprint of the new pair. */
async function replace({ services, commands, transcript, note }: Scene): Promise<string> {
  transcript.step("Replace it while mail goes on");
  const plan = `rotate --plan new-sub-account ${ADMINISTRATION} ${KEPT} --from billing@example.com --quiet-for 2s`;
  await commands.run(`${plan} --dry-run`, { expect: 0 });
  await commands.run(`${plan} --yes`, { expect: 75 });
  note("The new key is made. What it lacks is the attacker's sender, which it is not to have.");
  const resume = `rotate --resume ${ADMINISTRATION} ${KEPT} --accept-differences --yes ${WAITING}`;
  await commands.run(resume, { expect: 0 });
  services.requireAlive();
  note("The services have the new pair, the old key was silent, and is inactive.");
  const { data } = await commands.run(`rotate --status ${KEPT} --json`, { expect: 0, into: "status.json" });
  return (JSON.parse(data) as { facts: { newFingerprint: string } }).facts.newFingerprint;
}

async function watch({ world, services, commands, transcript, note }: Scene, old: string): Promise<void> {
  transcript.step("Watch");
  note(await commands.attack("again"));
  await commands.run(`inventory ${REPORTS} --current --old ${old}`, { expect: 0 });
  const before = new Map(SERVICES.map((service) => [service, mailsOf(world, service)]));
  await until(() => SERVICES.every((service) => mailsOf(world, service) > (before.get(service) ?? 0)), "further mails");
  services.requireAlive();
  await commands.run("check --from billing@example.com", { expect: 0 });
  note("All services send with the new pair.");
}

async function closeTheHole({ world, commands, transcript, note }: Scene): Promise<void> {
  transcript.step("Close the hole");
  await writeFile(join(world.repository, "mailer.js"), "export const mailjet = createMailjet();\n");
  await commitAll(commands, "Read the key from the store");
  await commands.run("scan", { directory: world.repository, expect: 0 });
  await commands.run("scan --history", { directory: world.repository, expect: 1 });
  note("The key is out of the code. It stays in the history, where it is of no use to anybody now.");
}

async function commitAll(commands: Commands, message: string): Promise<void> {
  await commands.git("add", "--all");
  await commands.git("commit", "--quiet", "--message", message);
}

function mailsOf({ mailjet }: World, service: string): number {
  return mailjet.messages.filter(({ customId }) => customId?.startsWith(`${service}-`)).length;
}
