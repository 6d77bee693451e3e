import { SecretsError, type SecretsErrorCode } from "@mailjet-secrets/core";

/** The place that a request went to, for messages: an origin, and how it was reached. */
export interface Destination {
  readonly provider: string;
  /** `https://host:port`, or the path of a socket. */
  readonly place: string;
  readonly viaProxy: boolean;
}

type Explanation = readonly [code: SecretsErrorCode, reason: string, hint: string];

const SCHEME = "Is it https: where the address says http:, or the other way round?";
const NETWORK = "Check address, network and firewall.";
const EXPLANATIONS: Readonly<Record<string, Explanation>> = {
  ECONNREFUSED: ["UNAVAILABLE", "refused the connection", "Does the server run, and is the port right?"],
  ENOTFOUND: ["UNAVAILABLE", "has a host name that is not known", "Check the address for a slip."],
  EAI_AGAIN: ["UNAVAILABLE", "has a host name that could not be looked up for now", "Check the name server."],
  ETIMEDOUT: ["UNAVAILABLE", "did not answer the connection", NETWORK],
  EHOSTUNREACH: ["UNAVAILABLE", "cannot be reached from here", NETWORK],
  ENETUNREACH: ["UNAVAILABLE", "cannot be reached from here", NETWORK],
  ECONNRESET: ["UNAVAILABLE", "closed the connection without an answer", SCHEME],
  EPIPE: ["UNAVAILABLE", "closed the connection without an answer", SCHEME],
  EPROTO: ["UNAVAILABLE", "did not speak TLS", SCHEME],
  ENOENT: ["UNAVAILABLE", "does not exist", "Does the agent run, and is the path of the socket right?"],
  EACCES: ["ACCESS_DENIED", "may not be opened by this process", "Give its user the right to use the socket."],
};
const UNKNOWN: Explanation = ["UNAVAILABLE", "could not be reached", NETWORK];
const NOT_HTTP: Explanation = ["UNEXPECTED_RESPONSE", "answered something that is not HTTP", SCHEME];

/** Turns a failure of Node.js while connecting, sending or reading into a `SecretsError` that says what to look at. */
export function failure(destination: Destination, cause: unknown): SecretsError {
  if (SecretsError.is(cause)) return cause;
  const code = errorCode(cause);
  if (isTlsProblem(code)) return tlsFailure(destination, code, cause);
  const [errorKind, reason, hint] = code.startsWith("HPE_") ? NOT_HTTP : (EXPLANATIONS[code] ?? UNKNOWN);
  return new SecretsError(errorKind, `${place(destination)} ${reason}.`, {
    provider: destination.provider,
    hint,
    cause,
  });
}

/** The error for an answer that is HTTP, and still of no use. */
export function unexpected(destination: Destination, reason: string, hint: string): SecretsError {
  return new SecretsError("UNEXPECTED_RESPONSE", `${place(destination)} ${reason}.`, {
    provider: destination.provider,
    hint,
  });
}

/** Code of a failure of Node.js, or the empty text. */
export function errorCode(error: unknown): string {
  return String((error as { readonly code?: unknown } | undefined)?.code ?? "");
}

/** The destination as the subject of a sentence. */
export function place({ place: name, viaProxy }: Destination): string {
  return viaProxy ? `${name} (through the proxy)` : name;
}

const CERTIFICATE_REASONS: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: "has expired",
  CERT_NOT_YET_VALID: "is not valid yet",
  ERR_TLS_CERT_ALTNAME_INVALID: "is for another host name",
  CERT_REVOKED: "is revoked",
};
const CERTIFICATE_HINTS: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: "Renew it on the server, or set the clock of this machine.",
  CERT_NOT_YET_VALID: "Set the clock of this machine.",
  ERR_TLS_CERT_ALTNAME_INVALID: "Use a name that it is for in the address, or give that as server name.",
  CERT_REVOKED: "Replace it on the server.",
};
const TRUST_HINT = "Give the certificate of its authority as CA certificate (PEM); the check need not be turned off.";

function isTlsProblem(code: string): boolean {
  return code in CERTIFICATE_REASONS || /CERT|ISSUER|CRL|SIGNATURE/.test(code);
}

function tlsFailure(destination: Destination, code: string, cause: unknown): SecretsError {
  const reason = CERTIFICATE_REASONS[code] ?? "is not signed by an authority that is trusted here";
  return new SecretsError("UNAVAILABLE", `The certificate of ${place(destination)} ${reason}.`, {
    provider: destination.provider,
    hint: CERTIFICATE_HINTS[code] ?? TRUST_HINT,
    retryable: false,
    cause,
  });
}
