import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type MailjetCredentials, onAbort, SecretsError, systemClock } from "@mailjet-secrets/core";
import { collectUsage } from "../usage/collect-usage.ts";
import type { Evidence } from "../usage/evidence.ts";
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
 * written, and with `TIMEOUT` after 20 seconds.
 */
export async function writeEvidence(
  context: RotationContext,
  credentials: MailjetCredentials,
  folder: string,
): Promise<{ readonly verdict: string; readonly files: readonly string[] }> {
  const now = Date.now();
  const evidence = await collectInTime(context, credentials, now);
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

async function collectInTime(
  { adminOf, signal }: RotationContext,
  credentials: MailjetCredentials,
  now: number,
): Promise<Evidence> {
  const period = { from: now - PERIOD_DAYS * DAY_MS, to: now, step: "hour" } as const;
  const controller = new AbortController();
  const late = (): void =>
    controller.abort(new SecretsError("TIMEOUT", `Mailjet took longer than ${LONGEST_MS / 1_000} seconds.`));
  const cancel = systemClock.schedule(late, LONGEST_MS);
  const forget = onAbort(signal, () => controller.abort(signal.reason));
  try {
    const options = { credentials, signal: controller.signal };
    return await collectUsage(adminOf(credentials, "the leaked pair"), period, options);
  } finally {
    cancel();
    forget();
  }
}
