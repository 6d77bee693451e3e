import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Incident } from "./incident.ts";
import type { ServiceCount } from "./services.ts";
import type { World } from "./world.ts";

/** What one hands in when it is over. */
export interface ClosingReport {
  readonly lost: number;
  readonly twice: number;
  /** Mails that a service gave up, and services that died. */
  readonly givenUp: number;
  /** Requests of services that Mailjet refused with 401. */
  readonly refused: number;
  /** Requests of the attacker that it refused. */
  readonly attackerRefused: number;
  readonly isOldKeyInactive: boolean;
  readonly hasEvidence: boolean;
  readonly failure?: string;
  /** The result in some lines. */
  readonly summary: readonly string[];
  readonly markdown: string;
}

/** The page that `usage --html` writes, in the drill's folder. */
export const EVIDENCE = "evidence.html";

/** Counts by what the emulated Mailjet has seen, not by what anybody says of itself. */
export function closingReport(world: World, incident: Incident, counts: readonly ServiceCount[]): ClosingReport {
  const { mailjet, leaked, folder } = world;
  const keys = mailjet.keys();
  const refusals = mailjet.received.filter(({ status }) => status === 401);
  const attackerRefused = refusals.filter(({ body }) => JSON.stringify(body)?.includes("evil.example")).length;
  const facts = {
    lost: sum(counts, ({ lost }) => lost),
    twice: sum(counts, ({ twice }) => twice),
    givenUp: sum(counts, ({ failures }) => failures.length),
    refused: refusals.length - attackerRefused,
    attackerRefused,
    isOldKeyInactive: keys.find(({ apiKey }) => apiKey === leaked.apiKey)?.isActive === false,
    hasEvidence: existsSync(join(folder, EVIDENCE)),
    ...(incident.failure === undefined ? {} : { failure: incident.failure }),
  };
  const summary = [
    ...counts.map(
      ({ service, asked, withOldPair, withNewPair, lost, twice }) =>
        `${service}: ${asked} mails, ${withOldPair} with the old pair, ${withNewPair} with the new one, ${lost} lost, ${twice} twice`,
    ),
    `Requests of services that Mailjet refused (401): ${facts.refused}; of the attacker: ${attackerRefused}`,
    `Old pair ${incident.oldFingerprint}: key ${facts.isOldKeyInactive ? "inactive" : "STILL ACTIVE"}; new pair ${incident.newFingerprint}`,
    ...[...new Set(counts.flatMap(({ failures }) => failures))].map((failure) => `A mail was given up: ${failure}`),
    ...(incident.failure === undefined ? [] : [`The drill broke off: ${incident.failure}`]),
  ];
  return { ...facts, summary, markdown: markdownOf(incident, summary) };
}

/** Whether the incident ended as it should: nothing lost, nothing twice, the old key dead, all of it written down. */
export function isWell(report: ClosingReport): boolean {
  const { lost, twice, givenUp, refused, attackerRefused, isOldKeyInactive, hasEvidence, failure } = report;
  const isQuiet = [lost, twice, givenUp, refused].every((count) => count === 0);
  return isQuiet && attackerRefused > 0 && isOldKeyInactive && hasEvidence && failure === undefined;
}

/** Writes it. Resolves with the path. */
export async function writeReport({ markdown }: ClosingReport, folder: string): Promise<string> {
  const file = join(folder, "closing-report.md");
  await writeFile(file, markdown, { mode: 0o600 });
  return file;
}

function markdownOf({ timeline }: Incident, summary: readonly string[]): string {
  return `# A Mailjet key leaked: closing report

A rehearsal; all of it took place on this machine.

## Result

${summary.map((line) => `- ${line}`).join("\n")}

## Timeline (UTC)

| time | what happened |
| ---- | ------------- |
${timeline.map(({ at, what }) => `| ${at.slice(11, 19)} | ${what} |`).join("\n")}

## Kept

- ${EVIDENCE}: the usage of the leaked key, taken before anything was changed. It names addresses: keep it among confidential files.
- transcript.txt: every command, and all of its output.
- rotation.json: the journal of the rotation.

## Left to a person

Password and second factor of the account, users, API tokens and webhooks that nobody knows, a word to Mailjet's support:
docs/leak-response.md, step 8.
`;
}

function sum(counts: readonly ServiceCount[], value: (count: ServiceCount) => number): number {
  return counts.reduce((total, count) => total + value(count), 0);
}
