import { usageError } from "./own-ending.ts";

const DAY_MS = 86_400_000;
const UNITS_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: DAY_MS, w: 7 * DAY_MS };
const DURATION = /^(\d+(?:\.\d+)?)([smhdw])$/;

/** Reads a duration such as `90s`, `30m`, `2h`, `90d` or `4w`, or a bare `0`, in milliseconds. `undefined`: it is none. */
export function parseDuration(text: string): number | undefined {
  if (text === "0") return 0;
  const [, count = "", unit = ""] = DURATION.exec(text) ?? [];
  const factor = UNITS_MS[unit];
  return factor === undefined ? undefined : Number(count) * factor;
}

/** The same for a flag: throws a usage error for anything else. */
export function durationMs(text: string): number {
  const ms = parseDuration(text);
  if (ms === undefined) throw usageError(`"${text}" is no duration: write 90s, 30m, 2h or 90d.`);
  return ms;
}
