import { beginningOf, byDay, type CountSeries, DAY_MS, HOUR_MS, METRICS, type Metric } from "./count-series.ts";
import { METRIC_NAMES, numberText, spanText } from "./describe.ts";
import type { Finding } from "./finding.ts";
import type { UsualCounts } from "./usual-counts.ts";

/** What counts are compared with. */
export interface UsualUse {
  readonly hour?: UsualCounts;
  readonly day?: UsualCounts;
}

/** Spikes closer than this are one: whoever misuses a key may pause. */
const LONGEST_PAUSE_MS = 3 * HOUR_MS;

/**
 * Finds where a series is above its limits: by the hour, if that is its step, and by the day, so that a slow misuse that
 * stays below each hour's limit is found. A day with a spike in one of its hours is not told again. Oldest first.
 */
export function findSpikes(series: CountSeries, usual: UsualUse): readonly Finding[] {
  return METRICS.flatMap((metric) => {
    const hours = series.stepMs === HOUR_MS ? spikesOf(metric, series, usual.hour) : [];
    const days = spikesOf(metric, byDay(series, false), usual.day);
    return [...hours, ...days.filter((day) => !hours.some((hour) => overlap(day, hour)))];
  }).sort((one, other) => one.from - other.from);
}

type Spike = Finding & { readonly from: number; readonly to: number };

interface Part {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly usual: number | undefined;
}

function spikesOf(metric: Metric, series: CountSeries, usual: UsualCounts | undefined): Spike[] {
  if (usual === undefined) return [];
  const parts = series.counts.flatMap((counts, index): Part[] => {
    const from = beginningOf(series, index);
    const expected = usual(metric, from);
    if (expected === undefined || counts[metric] <= expected.limit) return [];
    return [{ from, to: from + series.stepMs, count: counts[metric], usual: expected.usual }];
  });
  return merged(parts).map((part) => spike(metric, part, series.stepMs));
}

function merged(parts: readonly Part[]): Part[] {
  const all: Part[] = [];
  for (const part of parts) {
    const last = all.at(-1);
    if (last === undefined || part.from - last.to > LONGEST_PAUSE_MS) all.push(part);
    else all[all.length - 1] = together(last, part);
  }
  return all;
}

function together(one: Part, other: Part): Part {
  const usual = one.usual === undefined || other.usual === undefined ? undefined : one.usual + other.usual;
  return { from: one.from, to: other.to, count: one.count + other.count, usual };
}

function spike(metric: Metric, { from, to, count, usual }: Part, stepMs: number): Spike {
  const time = stepMs === DAY_MS ? daysText(from, to) : `from ${spanText(from, to)}`;
  const compared = usual === undefined ? "more than was expected" : `usual then: ${numberText(usual)}`;
  const text = `${numberText(count)} mails ${METRIC_NAMES[metric]} ${time} (${compared})`;
  return { kind: "spike", text, metric, from, to, count, ...(usual !== undefined && { usual }) };
}

function daysText(from: number, to: number): string {
  const [first, last] = [from, to - 1].map((at) => new Date(at).toISOString().slice(0, 10));
  return first === last ? `on ${first} (UTC)` : `from ${first} to ${last} (UTC)`;
}

function overlap(one: Spike, other: Spike): boolean {
  return one.from < other.to && other.from < one.to;
}
