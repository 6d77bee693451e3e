const SECONDS = /^\d{1,9}$/;
// A number with a sign or a fraction would be read as a date by `Date.parse`.
const DATE = /^[A-Za-z]{3,9},? /;

/** Reads a `Retry-After` header, seconds or a date, as milliseconds from `now`; `undefined` if it is neither. */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  const text = header?.trim() ?? "";
  if (SECONDS.test(text)) return Number(text) * 1_000;
  const date = DATE.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
