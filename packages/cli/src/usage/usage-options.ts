import { parseDuration } from "../duration.ts";
import { usageError } from "../own-ending.ts";
import type { StoreSelection } from "../store-selection.ts";
import { DAY_MS, HOUR_MS } from "./count-series.ts";
import type { UsagePeriod } from "./evidence.ts";
import type { Expectation } from "./find-anomalies.ts";

/** The flags of `usage`. */
export interface UsageOptions extends Omit<StoreSelection, "kind"> {
  /** Whether the pair comes on standard input. */
  readonly stdin?: boolean;
  readonly since: string;
  readonly expectPerHour?: string;
  readonly expectPerDay?: string;
  /** Path of a file to compare with. */
  readonly baseline?: string;
  /** Path of a file to write what is seen now into. */
  readonly writeBaseline?: string;
  /** Path of the page. */
  readonly html?: string;
  readonly json?: boolean;
}

const LONGEST_DAYS = 90;
/** Longer periods are counted by the day: a chart of more hours shows nothing. */
const LONGEST_BY_HOUR_DAYS = 14;

/** The period up to `now` (epoch milliseconds) that the flags ask for. Throws a usage error. */
export function periodOf({ since, writeBaseline }: UsageOptions, now: number): UsagePeriod {
  const lengthMs = parseDuration(since) ?? 0;
  if (lengthMs < HOUR_MS || lengthMs > LONGEST_DAYS * DAY_MS) {
    throw usageError(`--since has to be a time such as 24h, 7d or 4w, from 1h to ${LONGEST_DAYS}d.`);
  }
  const step = lengthMs > LONGEST_BY_HOUR_DAYS * DAY_MS ? "day" : "hour";
  if (writeBaseline !== undefined && step === "day") {
    throw usageError(
      `--write-baseline keeps counts by the hour: it needs a --since of at most ${LONGEST_BY_HOUR_DAYS}d.`,
    );
  }
  const stepMs = step === "day" ? DAY_MS : HOUR_MS;
  return { from: Math.floor((now - lengthMs) / stepMs) * stepMs, to: now, step };
}

/** What the flags expect. Absence: nothing is expected. Throws a usage error. */
export function expectationOf({ expectPerHour, expectPerDay }: UsageOptions): Expectation | undefined {
  if (expectPerHour === undefined && expectPerDay === undefined) return undefined;
  return {
    ...(expectPerHour !== undefined && { perHour: numberOf("--expect-per-hour", expectPerHour) }),
    ...(expectPerDay !== undefined && { perDay: numberOf("--expect-per-day", expectPerDay) }),
  };
}

function numberOf(option: string, text: string): number {
  if (/^\d{1,12}$/.test(text)) return Number(text);
  throw usageError(`${option} has to be a whole number of mails, such as 500.`);
}
