import type { SecretsErrorCode } from "@mailjet-secrets/core";

const CODES: Readonly<Record<number, SecretsErrorCode>> = {
  401: "UNAUTHENTICATED",
  403: "ACCESS_DENIED",
  404: "NOT_FOUND",
  408: "TIMEOUT",
  429: "RATE_LIMITED",
};

/**
 * What an HTTP status usually means: 401 `UNAUTHENTICATED`, 403 `ACCESS_DENIED`, 404 `NOT_FOUND`, 408 `TIMEOUT`, 429
 * `RATE_LIMITED`, 500 to 599 `UNAVAILABLE`, any other `UNEXPECTED_RESPONSE`. Stores differ; an adapter overrides.
 */
export function statusCode(status: number): SecretsErrorCode {
  return CODES[status] ?? (status >= 500 && status <= 599 ? "UNAVAILABLE" : "UNEXPECTED_RESPONSE");
}
