import { beginningOf, type CountSeries, type Counts, DAY_MS, HOUR_MS, METRICS, type Metric } from "./count-series.ts";

/** What is to be expected of one part of a period. */
export interface UsualCount {
  /** The usual number. Absence: only the limit is given. */
  readonly usual?: number;
  /** More than this is odd. */
  readonly limit: number;
}

/** What is to be expected of the part that begins at a moment. `undefined`: not known. */
export type UsualCounts = (metric: Metric, at: number) => UsualCount | undefined;

/** Shorter histories say nothing about the days of a week. */
export const SHORTEST_HISTORY_MS: number = 14 * DAY_MS;

const WEEK_MS = 7 * DAY_MS;
/** Makes the median absolute deviation comparable with a standard deviation. */
const MAD_SCALE = 1.4826;
/** So many above the usual are no spike, however quiet the key is otherwise. */
const LEAST_SURPLUS = { hour: { sent: 20, others: 5 }, day: { sent: 50, others: 10 } } as const;

/**
 * Learns from a history, by the hour or day of the week (UTC), so that the newsletter of each Tuesday is no surprise: usual is
 * the median of the same hours. The limit is the highest of: twice that; five robust standard deviations above it (by the
 * median absolute deviation, at least that of a Poisson process); and 20 mails above it (50 for a day; 5 and 10 for
 * blocked, bounced and spam). For hours the highest limit of the hour, the one before and the one after counts, since
 * summer time moves everything by one. `undefined`: the history is shorter than two weeks.
 */
export function usualCounts(history: CountSeries): UsualCounts | undefined {
  const { stepMs, counts } = history;
  if (counts.length * stepMs < SHORTEST_HISTORY_MS) return undefined;
  const slots = slotsOf(history);
  const neighbours = stepMs === HOUR_MS ? [-1, 0, 1] : [0];
  return (metric, at) => {
    const slot = slotAt(at, stepMs);
    const own = slots[slot]?.[metric];
    if (own === undefined) return undefined;
    const limits = neighbours.map((step) => slots.at((slot + step) % slots.length)?.[metric].limit ?? 0);
    return { usual: own.usual, limit: Math.max(...limits) };
  };
}

type Slot = { readonly [metric in Metric]: { readonly usual: number; readonly limit: number } };

function slotsOf(history: CountSeries): readonly Slot[] {
  const { stepMs, counts } = history;
  const samples: Counts[][] = Array.from({ length: WEEK_MS / stepMs }, () => []);
  for (const [index, each] of counts.entries()) samples[slotAt(beginningOf(history, index), stepMs)]?.push(each);
  const surplus = stepMs === HOUR_MS ? LEAST_SURPLUS.hour : LEAST_SURPLUS.day;
  return samples.map((those) => {
    const entries = METRICS.map((metric) => {
      const least = metric === "sent" ? surplus.sent : surplus.others;
      return [
        metric,
        expected(
          those.map((each) => each[metric]),
          least,
        ),
      ];
    });
    return Object.fromEntries(entries) as Slot;
  });
}

function slotAt(at: number, stepMs: number): number {
  return Math.floor((at % WEEK_MS) / stepMs);
}

function expected(samples: readonly number[], leastSurplus: number): { usual: number; limit: number } {
  const usual = median(samples);
  const deviation = MAD_SCALE * median(samples.map((sample) => Math.abs(sample - usual)));
  const spread = 5 * Math.max(deviation, Math.sqrt(usual));
  return { usual, limit: Math.ceil(Math.max(2 * usual, usual + spread, usual + leastSurplus)) };
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((one, other) => one - other);
  const middle = sorted.length / 2;
  const [low = 0, high = low] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return (low + high) / 2;
}
