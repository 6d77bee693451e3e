import { type Clock, startAge } from "@mailjet-secrets/core";

/**
 * Says when a login is worth a try because a live token was denied something: a token keeps the policies that its role
 * had at the login, so only another one has those that were added since.
 */
export interface PolicyLogIns {
  /** Whether enough time has gone by. `tokenAgeMs`: how long ago the token was obtained. */
  isDue(tokenAgeMs: number): boolean;
  /** Notes that one is made now; the next is due after twice the time, a day at most. */
  note(): void;
}

const FIRST_PAUSE_MS = 10 * 60_000;
const LONGEST_PAUSE_MS = 24 * 60 * 60_000;

/** Creates {@link PolicyLogIns}: the first is due when the token is ten minutes old. */
export function policyLogIns(clock: Clock): PolicyLogIns {
  // Else a path that is denied for good would make logins in a loop, and use up a secret id that is good for a few.
  let pauseMs = FIRST_PAUSE_MS;
  let sinceLastMs = (): number => Number.POSITIVE_INFINITY;
  return {
    isDue: (tokenAgeMs) => Math.min(sinceLastMs(), tokenAgeMs) >= pauseMs,
    note() {
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
      sinceLastMs = startAge(clock);
    },
  };
}
