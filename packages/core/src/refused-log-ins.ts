import type { Clock } from "./clock.ts";
import { startAge } from "./entry-age.ts";
import type { SecretsError } from "./secrets-error.ts";

const FIRST_PAUSE_MS = 60_000;
const LONGEST_PAUSE_MS = 15 * 60_000;

/** Remembers credentials that a store refused, so that they are not tried in a loop: that locks users out. */
export interface RefusedLogIns {
  /**
   * Throws the refusal if these credentials were refused a short while ago: a minute, later up to a quarter of an hour.
   * `fingerprint`: a hash that tells credentials apart without keeping them.
   */
  check(fingerprint: string): void;
  /** Remembers that these credentials were refused. Refusals within a pause do not make it longer. */
  note(fingerprint: string, error: SecretsError): void;
  /** Forgets it, because a login worked. */
  clear(): void;
}

interface Refusal {
  readonly fingerprint: string;
  readonly error: SecretsError;
  readonly ageMs: () => number;
  readonly pauseMs: number;
}

/** Creates {@link RefusedLogIns} that know of none. */
export function refusedLogIns(clock: Clock): RefusedLogIns {
  let last: Refusal | undefined;
  return {
    check(fingerprint) {
      if (last?.fingerprint === fingerprint && last.ageMs() < last.pauseMs) throw last.error;
    },
    note(fingerprint, error) {
      const before = last?.fingerprint === fingerprint ? last : undefined;
      // An answer to a request that was on its way already is no second refusal.
      if (before !== undefined && before.ageMs() < before.pauseMs) return;
      const pauseMs = before === undefined ? FIRST_PAUSE_MS : Math.min(before.pauseMs * 4, LONGEST_PAUSE_MS);
      last = { fingerprint, error, ageMs: startAge(clock), pauseMs };
    },
    clear() {
      last = undefined;
    },
  };
}
