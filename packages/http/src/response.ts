import { retryAfterMs } from "@mailjet-secrets/core";
import type { TransportResponse } from "./transport.ts";

/** Head and body of an answer as they came. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Makes the answer that callers get. `now`: epoch milliseconds, for a `Retry-After` that is a date. */
export function response({ status, headers, body }: RawAnswer, now: number): TransportResponse {
  const wait = retryAfterMs(headers["retry-after"], now);
  return {
    status,
    headers,
    body,
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
    text: () => body.toString("utf8"),
    json: () => parse(body.toString("utf8")),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text.startsWith("\ufeff") ? text.slice(1) : text);
  } catch {
    return undefined; // its message quotes the text
  }
}
