import type { SecretsError, SecretsErrorCode } from "@mailjet-secrets/core";

/**
 * What the command ends with. `exec` ends with the code of its child; its own failures are 126, 127 and these. From 64 on
 * they are those of sysexits.h where that has one.
 */
export const EXIT = {
  ok: 0,
  /** `scan` found a key; to `usage` something looks odd; `inventory` found an application on the old pair. */
  found: 1,
  /** `scan`, `usage` or `inventory` could not read everything, or had nothing to read; nothing was found in the rest. */
  unread: 2,
  usage: 64,
  invalidSecret: 65,
  missing: 66,
  unreachable: 69,
  unexpected: 70,
  conflict: 73,
  /** `rotate` waits for something outside of it, and is to be resumed. */
  waiting: 75,
  denied: 77,
  configuration: 78,
  rejectedByMailjet: 80,
  suspended: 81,
  possiblyBlocked: 82,
  /** Mailjet did not answer, or not as it should: whether the pair is right is not known. */
  mailjetUnreachable: 83,
  /** The pair is right, but does not belong to the sender that was asked for. */
  senderRefused: 84,
  notExecutable: 126,
  notFound: 127,
  /** Ctrl-C at a question: 128 and the number of SIGINT. */
  interrupted: 130,
} as const;

const OF_CODE: Readonly<Record<SecretsErrorCode, number>> = {
  NOT_FOUND: EXIT.missing,
  ACCESS_DENIED: EXIT.denied,
  UNAUTHENTICATED: EXIT.denied,
  UNAVAILABLE: EXIT.unreachable,
  RATE_LIMITED: EXIT.unreachable,
  TIMEOUT: EXIT.unreachable,
  UNEXPECTED_RESPONSE: EXIT.unexpected,
  INVALID_SECRET: EXIT.invalidSecret,
  INVALID_CONFIG: EXIT.configuration,
  MISSING_DEPENDENCY: EXIT.configuration,
  CONFLICT: EXIT.conflict,
  CREDENTIALS_REJECTED: EXIT.rejectedByMailjet,
  ACCOUNT_SUSPENDED: EXIT.suspended,
  CLOSED: EXIT.unexpected,
};

/** The exit code of a failure: one for each thing that somebody else has to do. */
export function exitCodeOf(error: unknown): number {
  if (!isSecretsError(error)) return EXIT.unexpected;
  return error.provider === "mailjet" ? ofMailjet(error) : OF_CODE[error.code];
}

const CUT: readonly (string | undefined)[] = ["ECONNRESET", "EPIPE", "EPROTO"];

/** Mailjet that does not answer is no store that does not: other people have to see to it. */
function ofMailjet({ code, cause, ErrorCode = "" }: SecretsError): number {
  if (code === "ACCESS_DENIED" && ErrorCode.startsWith("send-")) return EXIT.senderRefused;
  const exitCode = OF_CODE[code];
  if (exitCode !== EXIT.unreachable && code !== "UNEXPECTED_RESPONSE") return exitCode;
  return CUT.includes(cause?.code) ? EXIT.possiblyBlocked : EXIT.mailjetUnreachable;
}

/** Whether it is a `SecretsError`. By its marks and not by core's own function, whose import costs the start of every command. */
export function isSecretsError(error: unknown): error is SecretsError {
  const { name, code } = (error ?? {}) as { readonly name?: unknown; readonly code?: unknown };
  return name === "SecretsError" && typeof code === "string" && Object.hasOwn(OF_CODE, code);
}
