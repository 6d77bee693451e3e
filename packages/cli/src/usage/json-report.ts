import { beginningOf, type Counts, METRICS, type Metric, sumOf } from "./count-series.ts";
import type { Evidence, Reading } from "./evidence.ts";
import type { UsageReport } from "./usage-report.ts";
import type { UsualCounts } from "./usual-counts.ts";

/** Number of the form of {@link JsonReport}: it changes when a field is taken away or comes to mean something else. */
export const SCHEMA_VERSION = 1;

/** What `usage --json` prints, and what the HTML page carries. Times are RFC 3339 in UTC; `null`: not known. */
export interface JsonReport {
  readonly schemaVersion: typeof SCHEMA_VERSION;
  readonly generatedAt: string;
  readonly timeZone: string;
  readonly verdict: UsageReport["verdict"];
  readonly exitCode: number;
  readonly key: Readonly<Record<string, string | boolean | null>>;
  readonly period: { readonly from: string; readonly to: string; readonly step: "hour" | "day" };
  readonly comparedWith: string | null;
  readonly findings: readonly Readonly<Record<string, string | number>>[];
  readonly notes: readonly string[];
  readonly unread: UsageReport["unread"];
  readonly totals: Counts | null;
  /** One for each hour or day of the period. */
  readonly counters: readonly JsonCounts[] | null;
  readonly senders: readonly object[] | null;
  readonly webhooks: readonly object[] | null;
  readonly tokens: readonly object[] | null;
  readonly subKeys: readonly object[] | null;
  readonly users: readonly object[] | null;
}

/** Counts of one hour or day. */
export interface JsonCounts extends Counts {
  readonly at: string;
  /** What is usual then. Absence of a metric: not known. */
  readonly usual: { readonly [metric in Metric]?: number };
  /** More than this is odd. Absence of a metric: it is compared with nothing. */
  readonly limit: { readonly [metric in Metric]?: number };
}

/** The report as plain data. Holds no key and no secret. */
export function jsonReport(report: UsageReport): JsonReport {
  const { generatedAt, timeZone, verdict, exitCode, evidence, anomalies, unread } = report;
  const { period, counters, senders, webhooks, tokens, subKeys, users } = evidence;
  return {
    schemaVersion: SCHEMA_VERSION,
    generatedAt: moment(generatedAt),
    timeZone,
    verdict,
    exitCode,
    key: keyOf(evidence),
    period: { from: moment(period.from), to: moment(period.to), step: period.step },
    comparedWith: anomalies.comparedWith ?? null,
    findings: anomalies.findings.map(({ from, to, ...finding }) => ({
      ...finding,
      ...(from !== undefined && { from: moment(from) }),
      ...(to !== undefined && { to: moment(to) }),
    })),
    notes: anomalies.notes,
    unread,
    totals: counters.status === "read" ? sumOf(counters.value.period.counts) : null,
    counters: countersOf(report),
    senders: listOf(senders),
    webhooks: listOf(webhooks),
    tokens: listOf(tokens),
    subKeys: listOf(subKeys),
    users: listOf(users),
  };
}

function keyOf({ key }: Evidence): JsonReport["key"] {
  const { fingerprint, id, name, isActive, isMaster, runlevel, createdAt } = key;
  const facts = { id, name, isActive, isMaster, runlevel, createdAt };
  return { fingerprint, ...Object.fromEntries(Object.entries(facts).map(([field, value]) => [field, value ?? null])) };
}

function countersOf({
  evidence: { counters, period },
  anomalies: { usual },
}: UsageReport): readonly JsonCounts[] | null {
  if (counters.status !== "read") return null;
  const series = counters.value.period;
  return series.counts.map((counts, index) => {
    const at = beginningOf(series, index);
    return { at: moment(at), ...counts, ...expectedAt(at, usual[period.step]) };
  });
}

function expectedAt(at: number, usual: UsualCounts | undefined): Pick<JsonCounts, "usual" | "limit"> {
  const known = METRICS.flatMap((metric) => {
    const expected = usual?.(metric, at);
    return expected === undefined ? [] : [{ metric, expected }];
  });
  const usuals = known.flatMap(({ metric, expected }) =>
    expected.usual === undefined ? [] : [[metric, expected.usual]],
  );
  return {
    usual: Object.fromEntries(usuals) as JsonCounts["usual"],
    limit: Object.fromEntries(known.map(({ metric, expected }) => [metric, expected.limit])),
  };
}

function listOf<Each extends object>(reading: Reading<readonly Each[]>): readonly Each[] | null {
  return reading.status === "read" ? reading.value : null;
}

function moment(at: number): string {
  return new Date(at).toISOString();
}
