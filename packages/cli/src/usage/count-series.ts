import type { CounterRow } from "@mailjet-secrets/mailjet-admin";

/** What is counted. `sent`: mails that the key handed in, delivered or not. `bounced`: hard and soft. */
export const METRICS = ["sent", "blocked", "bounced", "spam"] as const;
/** One of {@link METRICS}. */
export type Metric = (typeof METRICS)[number];
/** A number for each of {@link METRICS}. */
export type Counts = { readonly [metric in Metric]: number };

export const HOUR_MS = 3_600_000;
export const DAY_MS: number = 24 * HOUR_MS;

/** Counts of a time without gaps: a part in which nothing happened counts zero. */
export interface CountSeries {
  /** Length of a part: an hour or a day, in milliseconds. */
  readonly stepMs: number;
  /** Beginning of the first part, epoch milliseconds. */
  readonly from: number;
  /** One for each part, oldest first. */
  readonly counts: readonly Counts[];
}

/** Beginning of a part of a series. */
export function beginningOf({ from, stepMs }: CountSeries, index: number): number {
  return from + index * stepMs;
}

/** Sorts Mailjet's rows, which leave out what is zero, into the parts from `from` up to, and without, `to`. */
export function countSeries(
  rows: readonly CounterRow[],
  { from, to, stepMs }: { readonly from: number; readonly to: number; readonly stepMs: number },
): CountSeries {
  const counts: Counts[] = Array.from({ length: Math.max(0, Math.ceil((to - from) / stepMs)) }, () => NOTHING);
  for (const row of rows) {
    const index = Math.floor(((row.at ?? Number.NaN) - from) / stepMs);
    const before = counts[index];
    if (before !== undefined) counts[index] = sumOf([before, countsOf(row)]);
  }
  return { stepMs, from, counts };
}

/** The part of a series from a moment on. `undefined`: nothing is left of it. */
export function seriesFrom(series: CountSeries, from: number): CountSeries | undefined {
  const skipped = Math.max(0, Math.ceil((from - series.from) / series.stepMs));
  if (skipped >= series.counts.length) return undefined;
  return { ...series, from: beginningOf(series, skipped), counts: series.counts.slice(skipped) };
}

/** Two series as one: `later` follows immediately. */
export function joined(earlier: CountSeries | undefined, later: CountSeries): CountSeries {
  return earlier === undefined ? later : { ...earlier, counts: [...earlier.counts, ...later.counts] };
}

/** The same by UTC days. `onlyWhole`: without days of which hours are missing at either end. */
export function byDay(series: CountSeries, onlyWhole: boolean): CountSeries {
  if (series.stepMs === DAY_MS) return series;
  const days = new Map<number, Counts[]>();
  for (const [index, counts] of series.counts.entries()) {
    const day = Math.floor(beginningOf(series, index) / DAY_MS) * DAY_MS;
    days.set(day, [...(days.get(day) ?? []), counts]);
  }
  const kept = [...days].filter(([, hours]) => !onlyWhole || hours.length * series.stepMs === DAY_MS);
  return {
    stepMs: DAY_MS,
    from: kept[0]?.[0] ?? series.from,
    counts: kept.map(([, hours]) => sumOf(hours)),
  };
}

/** All added up. */
export function sumOf(counts: readonly Counts[]): Counts {
  const sum = (metric: Metric): number => counts.reduce((total, each) => total + each[metric], 0);
  return { sent: sum("sent"), blocked: sum("blocked"), bounced: sum("bounced"), spam: sum("spam") };
}

const NOTHING: Counts = { sent: 0, blocked: 0, bounced: 0, spam: 0 };

function countsOf(row: CounterRow): Counts {
  return {
    // What is queued, deferred or blocked was handed in as well.
    sent: Math.max(row.total, row.sent),
    blocked: row.blocked,
    bounced: row.hardBounced + row.softBounced,
    spam: row.spam,
  };
}
