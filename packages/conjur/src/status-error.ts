import type { SecretsError } from "@mailjet-secrets/core";
import { statusCode, type TransportResponse } from "@mailjet-secrets/http";
import { bodyKind, errorCode } from "./conjur-answer.ts";
import { conjurError } from "./conjur-error.ts";

/**
 * The error for a status that no caller has a better one for. `doing` is a part of the sentence: "the login of host/app".
 * Of the body only its kind is told.
 */
export function statusError(response: TransportResponse, doing: string): SecretsError {
  const { status, retryAfterMs } = response;
  if (status === 401 || status === 403) return gatewayError(response, doing);
  const message = `Conjur answered ${doing} with status ${status} and ${bodyKind(response)}.`;
  if (status === 422 && errorCode(response) !== undefined) {
    return conjurError("INVALID_CONFIG", message, { hint: "Check id and requestedVersion." });
  }
  const usual = statusCode(status);
  return conjurError(usual === "NOT_FOUND" ? "UNEXPECTED_RESPONSE" : usual, message, {
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    hint: hintFor(status),
  });
}

function gatewayError(response: TransportResponse, doing: string): SecretsError {
  const message = `Something in front of Conjur, such as a gateway, answered ${doing} with status ${response.status} and ${bodyKind(response)}.`;
  return conjurError("UNEXPECTED_RESPONSE", message, {
    hint: "Conjur itself refuses otherwise. Let the gateway pass the requests of this program, or go round it.",
  });
}

function hintFor(status: number): string {
  if (status === 408) return "Check the load of Conjur and of what is in front of it.";
  if (status === 429) return "Read less often, or raise the limit in front of it.";
  if (status >= 500) return "Check the health of Conjur and its log.";
  if (status >= 300 && status < 400) {
    return "Redirects are not followed with a login: write the address that it leads to.";
  }
  return "Is that the address of Conjur, with /api if it needs it?";
}
