// npm start: a whole incident, from a leaked key to the closing report, with real processes and emulated stores.
// An argument names the folder for what is left behind: report, evidence, transcript. Absence: a new one for temporary files.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { closingReport, EVIDENCE, isWell, writeReport } from "./closing-report.ts";
import { commands } from "./commands.ts";
import { playIncident } from "./incident.ts";
import { startServices } from "./services.ts";
import { beginTranscript } from "./transcript.ts";
import { startWorld } from "./world.ts";

const [given] = process.argv.slice(2);
const folder = given === undefined ? await mkdtemp(join(tmpdir(), "mailjet-secrets-drill-")) : resolve(given);
process.exitCode = await drill();

async function drill(): Promise<number> {
  await using world = await startWorld(folder);
  const transcript = beginTranscript(join(folder, "transcript.txt"));
  const services = startServices(world);
  const incident = await playIncident(world, services, commands(world, transcript), transcript);
  const report = closingReport(world, incident, await services.stop());
  const file = await writeReport(report, folder);
  // The repository has served its purpose, and a key is in it.
  await rm(world.repository, { recursive: true });
  transcript.step("The closing report");
  for (const line of report.summary) transcript.tell(line);
  const { lost, isOldKeyInactive, hasEvidence } = report;
  console.log(
    `\n${lost} lost mails, old key ${isOldKeyInactive ? "inactive" : "STILL ACTIVE"}, report written to ${file}, evidence ${hasEvidence ? `in ${join(folder, EVIDENCE)}` : "MISSING"}\n`,
  );
  return isWell(report) ? 0 : 1;
}
