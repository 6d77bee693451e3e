import { SecretsError, type SecretsErrorCode } from "@mailjet-secrets/core";
import { certificateFailure } from "./certificate-failure.ts";
import { type Destination, subject } from "./destination.ts";

type Explanation = readonly [code: SecretsErrorCode, reason: string, hint: string];

const SCHEME = "Is it https: where the address says http:, or the other way round?";
const NETWORK = "Check address, network and firewall.";
const NOT_TLS: Explanation = ["UNAVAILABLE", "did not speak TLS as it should", SCHEME];
const NOT_HTTP: Explanation = ["UNEXPECTED_RESPONSE", "answered something that is not HTTP", SCHEME];
const CLOSED: Explanation = ["UNAVAILABLE", "closed the connection without an answer", SCHEME];
const UNKNOWN: Explanation = ["UNAVAILABLE", "could not be reached", NETWORK];
const EXPLANATIONS: Readonly<Record<string, Explanation>> = {
  ECONNREFUSED: ["UNAVAILABLE", "refused the connection", "Does the server run, and is the port right?"],
  ENOTFOUND: ["UNAVAILABLE", "has a host name that is not known", "Check the address for a slip."],
  EAI_AGAIN: ["UNAVAILABLE", "has a host name that could not be looked up for now", "Check the name server."],
  ETIMEDOUT: ["UNAVAILABLE", "did not take the connection", NETWORK],
  EHOSTUNREACH: ["UNAVAILABLE", "cannot be reached from here", NETWORK],
  ENETUNREACH: ["UNAVAILABLE", "cannot be reached from here", NETWORK],
  ECONNRESET: CLOSED,
  EPIPE: CLOSED,
  EPROTO: NOT_TLS,
  ENOENT: ["UNAVAILABLE", "does not exist", "Does the agent run, and is the path of the socket right?"],
  EACCES: ["ACCESS_DENIED", "may not be opened by this process", "Give its user the right to use it."],
};

/**
 * Turns a failure of Node.js while connecting, sending or reading into a `SecretsError` that says what to look at.
 * `certificate`: what the server showed, as a phrase, for failures that are about it.
 */
export function failure(destination: Destination, cause: unknown, certificate?: string): SecretsError {
  if (SecretsError.is(cause)) return cause;
  const code = errorCode(cause);
  const [kind, reason, hint] = explain(code);
  return (
    certificateFailure(destination, code, cause, certificate) ??
    new SecretsError(kind, `${subject(destination)} ${reason}.`, { provider: destination.provider, hint, cause })
  );
}

/** The error for an answer that is HTTP, and still of no use. */
export function unexpected(destination: Destination, reason: string, hint: string): SecretsError {
  const { provider } = destination;
  return new SecretsError("UNEXPECTED_RESPONSE", `${subject(destination)} ${reason}.`, { provider, hint });
}

/** Code of a failure of Node.js, or the empty text. */
export function errorCode(error: unknown): string {
  return String((error as { readonly code?: unknown } | undefined)?.code ?? "");
}

function explain(code: string): Explanation {
  if (code.startsWith("HPE_")) return NOT_HTTP;
  return EXPLANATIONS[code] ?? (code.startsWith("ERR_SSL_") ? NOT_TLS : UNKNOWN);
}
