import type { Clock } from "@mailjet-secrets/core";

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** Mailjet's answer to failing log-ins: a caller with too many of them is cut off for an hour. */
export interface AbuseControl {
  /** Notes one failed log-in. */
  failedLogin(): void;
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
  return {
    failedLogin() {
      const now = clock.now();
      failures = [...failures.filter((at) => now - at < MINUTE_MS), now];
      if (failures.length > badLoginsPerMinute) until = now + HOUR_MS;
    },
    blockedUntil() {
      if (until !== undefined && clock.now() >= until) unblock();
      return until;
    },
    unblock,
  };
}
