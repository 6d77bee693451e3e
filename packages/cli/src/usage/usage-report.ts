import { EXIT } from "../exit-codes.ts";
import type { Evidence, Reading } from "./evidence.ts";
import { type Anomalies, findAnomalies, type Reference } from "./find-anomalies.ts";

/** Something that is not known. */
export interface Unread {
  /** What could not be read: `counters`, `senders`, and so on; `key` for which key it is, `comparison` for something to compare with. */
  readonly what: string;
  readonly reason: "not-allowed" | "failed" | "no-history";
  /** In one sentence. */
  readonly text: string;
}

/** Evidence, what is odd about it, and what is not known: all that is printed in any form. */
export interface UsageReport {
  /** Epoch milliseconds. */
  readonly generatedAt: number;
  /** Name of the time zone of whoever made it, such as `Europe/Paris`. */
  readonly timeZone: string;
  /** `incomplete`: nothing is odd in what could be read, and something could not. */
  readonly verdict: "quiet" | "odd" | "incomplete";
  /** What the command ends with. */
  readonly exitCode: number;
  readonly evidence: Evidence;
  readonly anomalies: Anomalies;
  readonly unread: readonly Unread[];
}

/** When and where a report is made. */
export interface ReportCircumstances {
  /** Epoch milliseconds. */
  readonly now: number;
  /** @default that of the machine */
  readonly timeZone?: string;
  /** What else a reader should know. @default nothing */
  readonly notes?: readonly string[];
}

const WHAT = {
  counters: "the counters",
  senders: "the senders",
  webhooks: "the webhooks",
  tokens: "the API tokens",
  subKeys: "the keys of the account",
  users: "the users and their log-ins",
} as const;

/** Judges evidence. Throws `INVALID_CONFIG` if the baseline is one of another key. */
export function usageReport(evidence: Evidence, reference: Reference, circumstances: ReportCircumstances): UsageReport {
  const { now, timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone, notes = [] } = circumstances;
  const anomalies = findAnomalies(evidence, reference);
  const unread = unreadOf(evidence, anomalies);
  const verdict = anomalies.findings.length > 0 ? "odd" : unread.length > 0 ? "incomplete" : "quiet";
  return {
    generatedAt: now,
    timeZone,
    verdict,
    exitCode: { odd: EXIT.found, incomplete: EXIT.unread, quiet: EXIT.ok }[verdict],
    evidence,
    anomalies: { ...anomalies, notes: [...anomalies.notes, ...notes] },
    unread,
  };
}

/** What came of it, in one plain sentence. */
export function verdictText({ verdict, anomalies: { findings } }: UsageReport): string {
  if (verdict === "odd") return findings.length === 1 ? "1 thing looks odd." : `${findings.length} things look odd.`;
  if (verdict === "incomplete") return "Nothing looks odd in what could be read, but not everything could.";
  return "Nothing looks odd.";
}

function unreadOf(evidence: Evidence, { comparedWith }: Anomalies): readonly Unread[] {
  const names = Object.keys(WHAT) as (keyof typeof WHAT)[];
  const unread = names.flatMap((name) => unreadResource(name, evidence[name]));
  if (evidence.subKeys.status === "read" && evidence.key.id === undefined) {
    unread.push({ what: "key", reason: "not-allowed", text: "Which key this is: Mailjet's list does not show it." });
  }
  if (evidence.counters.status === "read" && comparedWith === undefined) {
    const text =
      "Whether the counts are usual: there are less than two weeks of counts to compare with. Say what is expected (--expect-per-hour, --expect-per-day), or give a baseline file.";
    unread.push({ what: "comparison", reason: "no-history", text });
  }
  return unread;
}

function unreadResource(name: keyof typeof WHAT, reading: Reading<unknown>): Unread[] {
  const what = WHAT[name].replace(/^t/, "T");
  if (reading.status === "not-allowed") {
    return [{ what: name, reason: "not-allowed", text: `${what}: the key is not allowed to see them.` }];
  }
  if (reading.status === "failed") {
    return [{ what: name, reason: "failed", text: `${what} could not be read (${reading.code}).` }];
  }
  return [];
}
