import { retryAfterMs } from "./retry-after.ts";

const DEFAULT_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 10_000;

/**
 * How long to wait before a request that Mailjet throttled is sent again, in milliseconds; `undefined` if the error is of
 * another kind, or Mailjet asks for more than ten seconds, which the caller should decide on. A 429 comes before anything
 * is done, whatever its body is. `now`: epoch milliseconds.
 */
export function throttledForMs(error: unknown, now: number): number | undefined {
  const { statusCode, response } = error as {
    readonly statusCode?: unknown;
    readonly response?: { readonly headers?: Readonly<Record<string, unknown>> } | null;
  };
  if (statusCode !== 429) return undefined;
  const header = response?.headers?.["retry-after"];
  const delayMs = retryAfterMs(typeof header === "string" ? header : undefined, now) ?? DEFAULT_DELAY_MS;
  return delayMs <= LONGEST_DELAY_MS ? delayMs : undefined;
}
