import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { SecretsError } from "@mailjet-secrets/core";
import { collectBody } from "./collect-body.ts";
import { type Destination, subject } from "./destination.ts";
import { unexpected } from "./failure.ts";
import type { RawAnswer } from "./response.ts";

const COMPRESSED = /\b(x-)?(gzip|deflate|compress|br|zstd)\b/i;
// What Go's and nginx' servers say, with status 400, to plain HTTP on a port for TLS.
const WANTS_TLS = /HTTP request (to an|was sent to) HTTPS/;

/** Reads an answer whose head has come. Rejects with `SecretsError` for one that no caller could use. */
export async function readAnswer(
  destination: Destination,
  message: IncomingMessage,
  limit: number,
): Promise<RawAnswer> {
  const status = message.statusCode ?? 0;
  const headers = flat(message.headers);
  // An error page of something in between says enough by its status.
  if (status < 400 && COMPRESSED.test(headers["content-encoding"] ?? "")) {
    throw unexpected(destination, "sent a compressed answer, which nobody asked for", "Is there a proxy in between?");
  }
  const body = await collectBody(destination, message, limit);
  if (status === 400 && WANTS_TLS.test(body.toString("latin1"))) throw wantsTls(destination);
  return { status, headers, body };
}

function wantsTls(destination: Destination): SecretsError {
  return new SecretsError("INVALID_CONFIG", `${subject(destination)} speaks TLS.`, {
    provider: destination.provider,
    hint: "Write https: in the address.",
  });
}

function flat(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value ?? ""].flat().join(", ")]));
}
