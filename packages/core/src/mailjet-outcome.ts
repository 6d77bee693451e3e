import type { Readable } from "node:stream";
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
export function cleanResult(
  result: { readonly response: unknown; readonly body: unknown },
  credentials: MailjetCredentials,
): unknown {
  const { status, statusText, headers } = result.response as PlainResponse;
  const body = isStream(result.body) ? detached(result.body, credentials) : result.body;
  return { response: { status, statusText, headers, data: body }, body };
}

/**
 * Copies an error of node-mailjet without anything that holds the pair. The documented fields stay, each text in them
 * passed through the redaction, since an answer may quote the key. Anything thrown becomes an `Error`.
 */
export function cleanError(error: unknown, credentials: MailjetCredentials): Error {
  const redact = (text: string): string => credentials.redact(text);
  const source = (typeof error === "object" && error !== null ? error : {}) as Record<string, unknown>;
  const { message, name, stack } = source;
  const clean = new Error(typeof message === "string" ? redact(message) : "The request failed for an unknown reason.");
  if (typeof stack === "string") clean.stack = redact(stack);
  if (typeof name === "string" && name !== "Error") Object.defineProperty(clean, "name", { value: redact(name) });
  const kept = ERROR_FIELDS.filter((name) => name in source).map((name) => [name, redactData(source[name], redact)]);
  if ("response" in source)
    kept.push(["response", cleanErrorResponse(source["response"] as PlainResponse, credentials)]);
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

function cleanErrorResponse(response: PlainResponse | null, credentials: MailjetCredentials): PlainResponse | null {
  if (response === null || typeof response !== "object") return null;
  const redact = (text: string): string => credentials.redact(text);
  const { status, statusText, headers, data } = response;
  return {
    status,
    statusText: redactData(statusText, redact),
    headers: redactedHeaders(headers, redact),
    data: isStream(data) ? detached(data, credentials) : redactData(data, redact),
  };
}

/** Of axios' own class, as in results: who asks `headers.get("Retry-After")` gets an answer. */
function redactedHeaders(headers: unknown, redact: (text: string) => string): unknown {
  const plain = redactData({ ...(headers as object) }, redact);
  if (typeof (headers as { get?: unknown } | undefined)?.get !== "function") return plain;
  const prototype = Object.getPrototypeOf(headers) as { readonly constructor: new (plain: unknown) => unknown };
  return new prototype.constructor(plain);
}

/** With `output: "stream"` the body is the answer's own stream, which knows the request and so the login. */
function detached(body: Readable, credentials: MailjetCredentials): Readable {
  const { PassThrough } = process.getBuiltinModule("node:stream"); // rare, and 2 ms of the import
  const copy = new PassThrough();
  copy.on("error", () => {}); // who does not read the body must not be ended by its failure; readers get it all the same
  body.once("error", (error) => copy.destroy(cleanError(error, credentials)));
  copy.once("close", () => body.destroy());
  return body.pipe(copy);
}

function isStream(data: unknown): data is Readable {
  return typeof (data as { pipe?: unknown } | null | undefined)?.pipe === "function";
}
