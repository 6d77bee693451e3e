import { printableName } from "@mailjet-secrets/core";
import { bodyKind, errorCode, isHtml, isRefusal } from "./conjur-answer.ts";
import { conjurError } from "./conjur-error.ts";
import type { Connection } from "./connection.ts";
import { statusError } from "./status-error.ts";

/** What is in the way of one value, where others may be in the way of others. */
export interface ReadFailure {
  readonly failure: "missing" | "denied" | "binary";
}

/** Reads the value of one variable. Throws for failures that are not this variable's. */
export async function readVariable(
  id: string,
  connection: Connection,
  signal: AbortSignal,
  version?: string,
): Promise<string | ReadFailure> {
  const path = `/secrets/${encodeURIComponent(connection.account)}/variable/${encodeURIComponent(id)}`;
  const query = version === undefined ? "" : `?version=${version}`;
  const response = await connection.request({ method: "GET", path: path + query, signal });
  const doing = `the request for "${printableName(id)}"`;
  if (response.status === 404) {
    if (errorCode(response) === "not_found") return { failure: "missing" };
    throw conjurError("UNEXPECTED_RESPONSE", `Conjur answered ${doing} with status 404 and ${bodyKind(response)}.`, {
      hint: "That is not how it says that a variable is missing: is the address complete, and does a proxy in front pass %2F?",
    });
  }
  if (response.status === 403 && isRefusal(response)) return { failure: "denied" };
  // Values cannot be empty, and no page is one: somebody else answered.
  if (response.status !== 200 || response.body.length === 0 || isHtml(response)) throw statusError(response, doing);
  return decode(response.body);
}

/** Untouched, and nothing in place of bytes that are no text: a key with a replacement character would be another one. */
function decode(body: Uint8Array): string | ReadFailure {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    return { failure: "binary" };
  }
}
