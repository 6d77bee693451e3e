import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type MailjetCredentials, SecretsError } from "@mailjet-secrets/core";
import { collectUsage } from "../usage/collect-usage.ts";
import { htmlReport } from "../usage/html-report.ts";
import { jsonReport } from "../usage/json-report.ts";
import { usageReport } from "../usage/usage-report.ts";
import type { RotationContext } from "./rotation-step.ts";

const DAY_MS = 86_400_000;
const PERIOD_DAYS = 7;
/** For some ten questions; meanwhile the leaked key works. */
const LONGEST_MS = 20_000;

/**
 * Writes what the usage of a pair was within the last week, for people and for programs, into a folder. Resolves with the
 * names of the files and whether something looks odd. Rejects with `SecretsError` if the pair is refused or nothing can be
 * written, and with a `TimeoutError` after 20 seconds.
 */
export async function writeEvidence(
  context: RotationContext,
  credentials: MailjetCredentials,
  folder: string,
): Promise<{ readonly verdict: string; readonly files: readonly string[] }> {
  const now = Date.now();
  const period = { from: now - PERIOD_DAYS * DAY_MS, to: now, step: "hour" } as const;
  const evidence = await collectUsage(context.adminOf(credentials, "the leaked pair"), period, {
    credentials,
    signal: AbortSignal.any([context.signal, AbortSignal.timeout(LONGEST_MS)]),
  });
  const report = usageReport(evidence, {}, { now, notes: [] });
  const name = `usage-${context.journal.content.id}`;
  const files = [
    [`${name}.json`, JSON.stringify(jsonReport(report), undefined, 2)],
    [`${name}.html`, htmlReport(report)],
  ] as const;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    // Addresses of people are in it. At a repetition the later one is as good.
    for (const [file, text] of files) writeFileSync(join(folder, file), text, { mode: 0o600 });
  } catch (error) {
    throw new SecretsError("INVALID_CONFIG", "The folder for the evidence cannot be written.", {
      cause: error,
      hint: "Name one that may be written by --evidence.",
    });
  }
  return { verdict: report.verdict, files: files.map(([file]) => file) };
}
