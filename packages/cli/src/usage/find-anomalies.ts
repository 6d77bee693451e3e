import { byDay, DAY_MS, HOUR_MS } from "./count-series.ts";
import { timeText } from "./describe.ts";
import type { CounterEvidence, Evidence } from "./evidence.ts";
import { findNewcomers } from "./find-newcomers.ts";
import { findSpikes, type UsualUse } from "./find-spikes.ts";
import type { Finding } from "./finding.ts";
import { baselineCounters, requireSameKey, type UsageBaseline } from "./usage-baseline.ts";
import { type UsualCounts, usualCounts } from "./usual-counts.ts";

/** How many mails the key's owner expects at most. */
export interface Expectation {
  readonly perHour?: number;
  readonly perDay?: number;
}

/** What evidence is compared with. Absence of both: with the key's own past. */
export interface Reference {
  /** Replaces the history, and says which senders, webhooks, tokens, keys and users are known. */
  readonly baseline?: UsageBaseline;
  /** Replaces what is usual of `sent`; the other counts are compared as without it. */
  readonly expectation?: Expectation;
}

/** What came of a comparison. */
export interface Anomalies {
  readonly findings: readonly Finding[];
  /** What counts were compared with, as in "with the four weeks before". Absence: with nothing. */
  readonly comparedWith?: string;
  /** What a reader should know that is neither odd nor missing. */
  readonly notes: readonly string[];
  /** For charts: what was to be expected of the parts of the period. */
  readonly usual: UsualUse;
}

/**
 * Compares evidence with what is usual or expected. Finds spikes, what is new, and a key that Mailjet has restricted. Throws
 * `INVALID_CONFIG` if the baseline is one of another key.
 */
export function findAnomalies(evidence: Evidence, reference: Reference = {}): Anomalies {
  const { baseline } = reference;
  if (baseline !== undefined) requireSameKey(baseline, evidence);
  const { counters } = evidence;
  const { usual, comparedWith } =
    counters.status === "read" ? comparison(counters.value, reference) : { usual: {}, comparedWith: undefined };
  const spikes = counters.status === "read" ? findSpikes(counters.value.period, usual) : [];
  return {
    findings: [...spikes, ...findNewcomers(evidence, baseline), ...restricted(evidence)],
    ...(comparedWith !== undefined && { comparedWith }),
    notes: notesOn(evidence, reference, comparedWith !== undefined),
    usual,
  };
}

interface Comparison {
  readonly usual: UsualUse;
  readonly comparedWith: string | undefined;
}

function comparison({ period, history: own }: CounterEvidence, { baseline, expectation }: Reference): Comparison {
  const history = baseline === undefined ? own : baselineCounters(baseline);
  const days = history === undefined ? undefined : usualCounts(byDay(history, true));
  const hours = history === undefined || history.stepMs !== HOUR_MS ? undefined : usualCounts(history);
  const learned = days === undefined ? undefined : sourceText(baseline);
  const hour = period.stepMs === HOUR_MS ? expected(hours, expectation, expectation?.perHour) : undefined;
  // By the day alone, the expectation of an hour has to do for it.
  const perDay =
    expectation?.perDay ?? (period.stepMs === DAY_MS ? 24 * (expectation?.perHour ?? Number.NaN) : undefined);
  const day = expected(days, expectation, Number.isNaN(perDay) ? undefined : perDay);
  const parts = [expectation === undefined ? undefined : expectationText(expectation), learned];
  return {
    usual: { ...(hour !== undefined && { hour }), ...(day !== undefined && { day }) },
    comparedWith: parts.filter((part) => part !== undefined).join(", the other counts ") || undefined,
  };
}

/** Whoever says what is expected is not told what is usual instead. */
function expected(
  learned: UsualCounts | undefined,
  expectation: Expectation | undefined,
  limit: number | undefined,
): UsualCounts | undefined {
  if (expectation === undefined) return learned;
  return (metric, at) => {
    if (metric !== "sent") return learned?.(metric, at);
    return limit === undefined ? undefined : { limit };
  };
}

function sourceText(baseline: UsageBaseline | undefined): string {
  if (baseline === undefined) return "with the key's own four weeks before, by hour and day of the week";
  return `with the baseline of ${timeText(Date.parse(baseline.createdAt))} UTC, by hour and day of the week`;
}

function expectationText({ perHour, perDay }: Expectation): string {
  const parts = [perHour === undefined ? "" : `${perHour} an hour`, perDay === undefined ? "" : `${perDay} a day`];
  return `with the expectation of at most ${parts.filter(Boolean).join(" and ")} mails sent`;
}

function restricted({ key }: Evidence): readonly Finding[] {
  if (key.runlevel === undefined || key.runlevel === "Normal") return [];
  return [{ kind: "runlevel", text: `Mailjet has restricted the key: its run level is ${key.runlevel}` }];
}

function notesOn(evidence: Evidence, { baseline, expectation }: Reference, isCompared: boolean): readonly string[] {
  const { key, webhooks, users, counters } = evidence;
  const hasWebhooks = webhooks.status === "read" && webhooks.value.length > 0;
  const isYoung =
    counters.status === "read" && isCompared && expectation !== undefined && !knowsOthers(evidence, baseline);
  return [
    ...(key.isMaster === false
      ? ["The key is one of a sub-account, which sees itself only: new keys show with the pair of the primary key."]
      : []),
    ...(hasWebhooks && !baseline?.webhooks
      ? [
          "Mailjet does not say when a webhook was made: see whether you know them all, or compare with a baseline file.",
        ]
      : []),
    ...(users.status === "read" && users.value.some(({ lastLoginAt }) => lastLoginAt !== undefined)
      ? ["Log-ins are no finding of their own: see whether time and address are ones that you know."]
      : []),
    ...(isYoung
      ? ["Blocked, bounced and spam were compared with nothing: there are less than two weeks of counts."]
      : []),
    ...loginNotes(evidence, baseline),
  ];
}

function knowsOthers({ counters }: Evidence, baseline: UsageBaseline | undefined): boolean {
  const own = counters.status === "read" ? counters.value.history : undefined;
  const history = baseline === undefined ? own : baselineCounters(baseline);
  return history !== undefined && usualCounts(byDay(history, true)) !== undefined;
}

function loginNotes({ users }: Evidence, baseline: UsageBaseline | undefined): readonly string[] {
  if (users.status !== "read") return [];
  return users.value.flatMap(({ id, email, lastIp }) => {
    const before = baseline?.users?.find((user) => user.id === id)?.lastIp;
    if (before === undefined || lastIp === undefined || before === lastIp) return [];
    return [`${email} has logged in from ${lastIp}, and had from ${before} when the baseline was made.`];
  });
}
