import { SecretsError, type SecretsErrorCode } from "@mailjet-secrets/core";

/**
 * What the command ends with. `exec` ends with the code of its child; its own failures are 126, 127 and these. From 64 on
 * they are those of sysexits.h where that has one.
 */
export const EXIT = {
  ok: 0,
  /** `scan` found a key. */
  found: 1,
  /** `scan` could not read everything; nothing was found in the rest. */
  unread: 2,
  usage: 64,
  invalidSecret: 65,
  missing: 66,
  unreachable: 69,
  unexpected: 70,
  conflict: 73,
  denied: 77,
  configuration: 78,
  rejectedByMailjet: 80,
  suspended: 81,
  possiblyBlocked: 82,
  notExecutable: 126,
  notFound: 127,
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
  return SecretsError.is(error) ? OF_CODE[error.code] : EXIT.unexpected;
}
