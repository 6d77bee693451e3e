import type { Metric } from "./count-series.ts";

/** Names of the metrics, for people. */
export const METRIC_NAMES: { readonly [metric in Metric]: string } = {
  sent: "sent",
  blocked: "blocked",
  bounced: "bounced",
  spam: "marked as spam",
};

/** A number with commas between thousands, whole. */
export function numberText(count: number): string {
  return Math.round(count).toLocaleString("en-US");
}

/** `2026-11-25 14:03` in UTC. `at`: epoch milliseconds. */
export function timeText(at: number): string {
  return new Date(at).toISOString().slice(0, 16).replace("T", " ");
}

/** `Wed 2026-11-25`, by UTC. `at`: epoch milliseconds. */
export function dayText(at: number): string {
  const weekday = new Date(at).toLocaleDateString("en-US", { weekday: "short", timeZone: "UTC" });
  return `${weekday} ${timeText(at).slice(0, 10)}`;
}

/** The same moment from RFC 3339, or the text itself if it is none. */
export function momentText(moment: string): string {
  const at = Date.parse(moment);
  return Number.isNaN(at) ? moment : `${timeText(at)} UTC`;
}

/** `from` to `to` in UTC, the day only once if it is the same. Epoch milliseconds. */
export function spanText(from: number, to: number): string {
  const [begin, end] = [timeText(from), timeText(to)];
  const isSameDay = begin.slice(0, 10) === end.slice(0, 10);
  return `${begin} to ${isSameDay ? end.slice(11) : end} UTC`;
}

/** A moment in UTC and, if that is another, in a time zone: `2026-11-25 14:03 UTC (15:03 GMT+1, Europe/Paris)`. */
export function momentIn(at: number, timeZone: string): string {
  const utc = `${timeText(at)} UTC`;
  if (["UTC", "Etc/UTC"].includes(timeZone)) return utc;
  const parts = { timeZone, hour: "2-digit", minute: "2-digit", hour12: false, timeZoneName: "short" } as const;
  return `${utc} (${new Date(at).toLocaleTimeString("en-GB", parts)}, ${timeZone})`;
}
