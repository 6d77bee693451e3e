import { beginningOf, type CountSeries } from "./count-series.ts";
import type { Finding } from "./finding.ts";

/** For each part of a series whether a spike, of one of `metrics`, falls into it. Absence of `metrics`: of any. */
export function oddParts(
  series: CountSeries,
  findings: readonly Finding[],
  metrics?: readonly Finding["metric"][],
): readonly boolean[] {
  const spikes = findings.filter(({ kind, metric }) => kind === "spike" && (metrics?.includes(metric) ?? true));
  return series.counts.map((_, index) => {
    const [from, to] = [beginningOf(series, index), beginningOf(series, index + 1)];
    return spikes.some((spike) => (spike.from ?? to) < to && from < (spike.to ?? from));
  });
}
