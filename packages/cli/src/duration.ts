import { usageError } from "./own-ending.ts";

const UNITS_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const DURATION = /^(\d+(?:\.\d+)?)([smhd])$/;

/** Reads a duration such as `90s`, `30m`, `2h` or `90d`, or a bare `0`, in milliseconds. Throws a usage error for anything else. */
export function durationMs(text: string): number {
  if (text === "0") return 0;
  const [, count = "", unit = ""] = DURATION.exec(text) ?? [];
  const factor = UNITS_MS[unit];
  if (factor === undefined) throw usageError(`"${text}" is no duration: write 90s, 30m, 2h or 90d.`);
  return Number(count) * factor;
}
