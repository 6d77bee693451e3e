import type { Clock } from "@mailjet-secrets/core";

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** Mailjet's answer to failing log-ins: a caller with too many of them is cut off for an hour. */
export interface AbuseControl {
  /** Notes one failed log-in. */
  failedLogin(): void;
  /** Number of failed log-ins within the last minute. */
  recentFailures(): number;
  /** End of the block, epoch milliseconds. `undefined`: not blocked. */
  blockedUntil(): number | undefined;
  /** Ends the block and forgets the failures. */
  unblock(): void;
}

/** Creates an {@link AbuseControl} that blocks for one hour on more than `badLoginsPerMinute` failures in a minute. */
export function abuseControl(badLoginsPerMinute: number, clock: Clock): AbuseControl {
  let failures: number[] = [];
  let until: number | undefined;
  const unblock = (): void => {
    failures = [];
    until = undefined;
  };
  const recent = (): number[] => failures.filter((at) => clock.now() - at < MINUTE_MS);
  return {
    failedLogin() {
      const now = clock.now();
      failures = [...recent(), now];
      if (failures.length > badLoginsPerMinute) until = now + HOUR_MS;
    },
    recentFailures: () => recent().length,
    blockedUntil() {
      if (until !== undefined && clock.now() >= until) unblock();
      return until;
    },
    unblock,
  };
}
