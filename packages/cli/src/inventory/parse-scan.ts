import { printableName } from "@mailjet-secrets/core";
import type { Mention } from "./create-inventory.ts";
import type { JsonObject } from "./find-objects.ts";
import { isFingerprint } from "./parse-report.ts";

const LONGEST_PATH = 4_096;
const LONGEST_WORD = 128;

/** Whether an object is what `scan --json` writes. */
export function isScan(object: JsonObject): boolean {
  const { version, findings, summary } = object;
  return version === 1 && Array.isArray(findings) && typeof summary === "object" && summary !== null;
}

/** Reads the findings of a scan. Gives nothing if one of them makes no sense: half a list would look like a whole one. */
export function parseScan(object: JsonObject): Mention[] | undefined {
  const { findings } = object;
  if (!isScan(object) || !Array.isArray(findings)) return undefined;
  const mentions = findings.map((finding) => mentionIn(finding));
  return mentions.every((mention) => mention !== undefined) ? mentions : undefined;
}

function mentionIn(finding: unknown): Mention | undefined {
  if (typeof finding !== "object" || finding === null) return undefined;
  const { path, line, kind, fingerprint, commit } = finding as Readonly<Record<string, unknown>>;
  const isPlace = isText(path, LONGEST_PATH) && Number.isSafeInteger(line) && isText(kind, LONGEST_WORD);
  if (!isPlace || !isFingerprint(fingerprint)) return undefined;
  if (commit !== undefined && !isText(commit, LONGEST_WORD)) return undefined;
  return {
    path: path.split("/").map(printableName).join("/"),
    line: line as number,
    kind: printableName(kind),
    fingerprint,
    ...(commit === undefined ? {} : { commit: printableCommit(commit) }),
  };
}

/** The id of a commit looks like a key. */
function printableCommit(commit: string): string {
  return /^[0-9a-f]{7,64}$/.test(commit) ? commit : printableName(commit);
}

function isText(value: unknown, longest: number): value is string {
  return typeof value === "string" && value.length <= longest;
}
