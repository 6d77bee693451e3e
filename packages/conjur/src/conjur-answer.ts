import type { TransportResponse } from "@mailjet-secrets/http";

/** What Conjur says in plain text, word for word, where it refuses a token. */
const TOKEN_REFUSALS = new Set([
  "Authorization missing",
  "Malformed authorization token",
  "Unauthorized: Invalid token",
  "token contains unrecognized claims",
]);

/** The kind of a body, as a part of a sentence. */
export function bodyKind(response: TransportResponse): string {
  if (response.body.length === 0) return "an empty body";
  if (isHtml(response)) return "an HTML page";
  return response.json() === undefined ? "a body of another kind" : "a JSON body";
}

/** Whether the body says of itself that it is a page for people. */
export function isHtml(response: TransportResponse): boolean {
  return /^text\/html/i.test(response.headers["content-type"] ?? "");
}

/**
 * The code in Conjur's own description of an error: "not_found", or 405. Absence: the body is none, as those of proxies
 * and of missing routes are.
 */
export function errorCode(response: TransportResponse): string | undefined {
  const body = response.json() as { readonly error?: unknown } | null | undefined;
  const { code, message } = Object(body?.error) as { readonly code?: unknown; readonly message?: unknown };
  if (typeof message !== "string") return undefined;
  // Others have upper case, or the status as a number; Conjur has that in one place only.
  if (code === 405) return "405";
  return typeof code === "string" && /^[a-z_]+$/.test(code) ? code : undefined;
}

/**
 * Whether it is Conjur itself that refuses, and not a gateway in front of it: then the body is empty, describes an error,
 * or is one of a few texts about the token.
 */
export function isRefusal(response: TransportResponse): boolean {
  if (response.status !== 401 && response.status !== 403) return false;
  return response.body.length === 0 || errorCode(response) !== undefined || TOKEN_REFUSALS.has(response.text().trim());
}

/** Whether Conjur refuses the address that the request came from. */
export function isAddressRefusal(response: TransportResponse): boolean {
  return response.status === 403 && response.text().trim() === "IP address rejected";
}
