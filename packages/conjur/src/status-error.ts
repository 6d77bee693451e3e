import type { SecretsError } from "@mailjet-secrets/core";
import type { TransportResponse } from "@mailjet-secrets/http";
import { conjurError } from "./conjur-error.ts";

/**
 * The error for a status that no caller has a better one for. `doing` is a part of the sentence: "the login of host/app".
 * Of the body only its kind is told.
 */
export function statusError(response: TransportResponse, doing: string): SecretsError {
  const { status, retryAfterMs } = response;
  const message = `Conjur answered ${doing} with status ${status} and ${bodyKind(response)}.`;
  const wait = retryAfterMs === undefined ? {} : { retryAfterMs };
  if (status === 429) {
    return conjurError("RATE_LIMITED", message, {
      ...wait,
      hint: "Read less often, or raise the limit in front of it.",
    });
  }
  if (status >= 500) {
    return conjurError("UNAVAILABLE", message, { ...wait, hint: "Check the health of Conjur and its log." });
  }
  if (status >= 300 && status < 400) {
    const hint = "Redirects are not followed with a login: write the address that it leads to.";
    return conjurError("UNEXPECTED_RESPONSE", message, { hint });
  }
  if (status === 422) return conjurError("INVALID_CONFIG", message, { hint: "Check id and requestedVersion." });
  return conjurError("UNEXPECTED_RESPONSE", message, {
    hint: "Is that the address of Conjur, with /api if it needs it?",
  });
}

/** The kind of a body, as a part of a sentence. */
export function bodyKind(response: TransportResponse): string {
  if (response.body.length === 0) return "an empty body";
  if (isHtml(response)) return "an HTML page";
  return isJson(response) ? "a JSON body" : "a body of another kind";
}

/** Whether the body says of itself that it is a page for people. */
export function isHtml(response: TransportResponse): boolean {
  return /^text\/html/i.test(response.headers["content-type"] ?? "");
}

/** Whether the body is one of Conjur's own error descriptions; proxies and missing routes have others. */
export function isConjurError(response: TransportResponse): boolean {
  const body = response.json() as { readonly error?: unknown; readonly code?: unknown } | null | undefined;
  return typeof body === "object" && body !== null && (body.error !== undefined || body.code !== undefined);
}

function isJson(response: TransportResponse): boolean {
  return response.json() !== undefined;
}
