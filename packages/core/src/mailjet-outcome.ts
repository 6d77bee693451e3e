import type { MailjetCredentials } from "./mailjet-credentials.ts";
import { redactData } from "./redaction.ts";
import type { MailjetErrorFields } from "./secrets-error.ts";

/** The part of an HTTP answer that node-mailjet documents; the rest of axios' object holds the request and its login. */
interface PlainResponse {
  readonly status?: unknown;
  readonly statusText?: unknown;
  readonly headers?: unknown;
  readonly data?: unknown;
}

/** Fields of node-mailjet's errors that say what happened. `config` and `response.request`, which hold the pair, do not. */
const ERROR_FIELDS = [
  "code",
  "statusCode",
  "statusText",
  "originalMessage",
  "ErrorMessage",
  "ErrorCode",
  "ErrorIdentifier",
  "ErrorRelatedTo",
] as const;

/** Keeps `body` and the documented part of `response` of a successful call. */
export function cleanResult(result: { readonly response: unknown; readonly body: unknown }): unknown {
  return { response: plainResponse(result.response as PlainResponse), body: result.body };
}

/**
 * Copies an error of node-mailjet without anything that holds the pair. The documented fields stay, each text in them
 * passed through the redaction, since an answer may quote the key. Anything thrown becomes an `Error`.
 */
export function cleanError(error: unknown, credentials: MailjetCredentials): Error {
  const redact = (text: string): string => credentials.redact(text);
  const source = (typeof error === "object" && error !== null ? error : {}) as Record<string, unknown>;
  const clean = new Error(redact(String(source["message"] ?? "The request failed for an unknown reason.")));
  if (typeof source["stack"] === "string") clean.stack = redact(source["stack"]);
  if (typeof source["name"] === "string" && source["name"] !== "Error") {
    Object.defineProperty(clean, "name", { value: source["name"] });
  }
  const kept = ERROR_FIELDS.filter((name) => name in source).map((name) => [name, redactData(source[name], redact)]);
  if ("response" in source) kept.push(["response", cleanErrorResponse(source["response"] as PlainResponse, redact)]);
  return Object.assign(clean, Object.fromEntries(kept));
}

/** Mailjet's words about a rejected pair, or nothing if the error is of another kind. */
export function rejectionIn(error: Error): MailjetErrorFields | undefined {
  const fields = error as MailjetErrorFields;
  if (fields.statusCode !== 401) return undefined;
  return Object.fromEntries(
    (["ErrorMessage", "ErrorCode", "ErrorIdentifier"] as const)
      .filter((name) => typeof fields[name] === "string")
      .map((name) => [name, fields[name]]),
  );
}

function plainResponse({ status, statusText, headers, data }: PlainResponse): PlainResponse {
  return { status, statusText, headers, data };
}

function cleanErrorResponse(response: PlainResponse | null, redact: (text: string) => string): PlainResponse | null {
  if (response === null || typeof response !== "object") return null;
  const { status, statusText, headers, data } = response;
  return plainResponse({ status, statusText, headers: redactData(headers, redact), data: redactData(data, redact) });
}
