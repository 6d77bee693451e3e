import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { type MailjetCredentials, type MailjetOptions, SecretsError } from "@mailjet-secrets/core";
import { openAdmin } from "../open-admin.ts";
import { openStore } from "../open-store.ts";
import { printData, printJson, say } from "../output.ts";
import { obtainCredentials } from "../store/obtain-credentials.ts";
import type { Surroundings } from "../surroundings.ts";
import { collectUsage } from "./collect-usage.ts";
import type { Evidence } from "./evidence.ts";
import type { Reference } from "./find-anomalies.ts";
import { htmlReport, isHtmlReport } from "./html-report.ts";
import { jsonReport } from "./json-report.ts";
import { type OwnFile, ownFile } from "./own-file.ts";
import { textReport } from "./text-report.ts";
import { baselineOf, baselineText, parseBaseline, type UsageBaseline } from "./usage-baseline.ts";
import { expectationOf, periodOf, type UsageOptions } from "./usage-options.ts";
import { type UsageReport, usageReport, verdictText } from "./usage-report.ts";

/** A clock that is further off than this is told. */
const TOLERATED_SKEW_MS = 5 * 60_000;

/**
 * Reports how a key was used, with its own pair. Resolves with the exit code: found (1) if something looks odd, else
 * unread (2) if something could not be read or compared, else 0. Rejects with `SecretsError`, or with a usage error.
 * `now`: epoch milliseconds.
 */
export async function usage(
  options: UsageOptions,
  surroundings: Surroundings,
  now: number = Date.now(),
): Promise<number> {
  const period = periodOf(options, now);
  const expectation = expectationOf(options);
  const files = filesOf(options, surroundings);
  const { credentials, mailjet } = await pairOf(options, surroundings);
  const admin = openAdmin(credentials, mailjet, surroundings);
  try {
    const evidence = await collectUsage(admin, period, { credentials });
    const reference: Reference = { ...(files.known && { baseline: files.known }), ...(expectation && { expectation }) };
    const notes = skewNotes(admin.serverTime(), Date.now());
    const report = usageReport(evidence, reference, { now, notes });
    print(report, options, surroundings);
    writeFiles(report, evidence, { files, options, surroundings });
    return report.exitCode;
  } finally {
    await admin.close();
  }
}

interface Files {
  readonly known?: UsageBaseline;
  readonly html?: OwnFile;
  readonly baseline?: OwnFile;
}

/** Before anybody is asked: a mistake in a path is not to cost the evidence. */
function filesOf({ baseline, writeBaseline, html }: UsageOptions, { directory }: Surroundings): Files {
  const isBaseline = (text: string): boolean => parseBaseline(text) !== undefined;
  return {
    ...(baseline !== undefined && { known: readBaseline(resolve(directory, baseline)) }),
    ...(html !== undefined && { html: ownFile(resolve(directory, html), "--html", isHtmlReport) }),
    ...(writeBaseline !== undefined && {
      baseline: ownFile(resolve(directory, writeBaseline), "--write-baseline", isBaseline),
    }),
  };
}

function readBaseline(file: string): UsageBaseline {
  const text = contentOf(file);
  const baseline = text === undefined ? undefined : parseBaseline(text);
  if (baseline !== undefined) return baseline;
  const what = text === undefined ? "does not exist or cannot be read" : "is no baseline of usage";
  throw new SecretsError("INVALID_CONFIG", `The file given as --baseline ${what}.`, {
    hint: "Make one: usage --write-baseline <file>",
  });
}

function contentOf(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

interface Pair {
  readonly credentials: MailjetCredentials;
  readonly mailjet: MailjetOptions;
}

async function pairOf(options: UsageOptions, surroundings: Surroundings): Promise<Pair> {
  if (options.stdin === true) {
    return { credentials: await obtainCredentials(undefined, "mail", surroundings), mailjet: {} };
  }
  const store = await openStore(options, surroundings);
  try {
    const credentials = await store.credentials();
    if (credentials.kind === "mail") return { credentials, mailjet: store.mailjet };
    throw new SecretsError("INVALID_CONFIG", "The secret is an SMS token, of which Mailjet keeps no counters.", {
      hint: "Name the secret of a key pair by --secret or --account.",
    });
  } finally {
    await store.close();
  }
}

function skewNotes(serverTime: number | undefined, now: number): readonly string[] {
  const skewMs = serverTime === undefined ? 0 : now - serverTime;
  if (Math.abs(skewMs) <= TOLERATED_SKEW_MS) return [];
  const minutes = Math.round(Math.abs(skewMs) / 60_000);
  return [
    `The clock of this machine is ${minutes} minutes ${skewMs > 0 ? "ahead of" : "behind"} Mailjet's: the period is off by as much.`,
  ];
}

function print(report: UsageReport, { json }: UsageOptions, surroundings: Surroundings): void {
  if (json === true) printJson(surroundings, jsonReport(report));
  else printData(surroundings, textReport(report, surroundings));
}

interface Writing {
  readonly files: Files;
  readonly options: UsageOptions;
  readonly surroundings: Surroundings;
}

function writeFiles(report: UsageReport, evidence: Evidence, { files, options, surroundings }: Writing): void {
  if (files.html !== undefined) {
    files.html.write(htmlReport(report));
    say(surroundings, `The page was written to ${options.html}. ${verdictText(report)}`);
  }
  if (files.baseline === undefined) return;
  // Compared with a baseline, a finding would be known from now on without anybody having looked.
  if (files.known !== undefined && report.verdict === "odd") {
    say(surroundings, "No baseline was written, since something looks odd. Without --baseline it is taken as it is.");
    return;
  }
  files.baseline.write(baselineText(baselineOf(evidence, report.generatedAt)));
  say(surroundings, `The baseline was written to ${options.writeBaseline}: what is there now counts as known.`);
}
