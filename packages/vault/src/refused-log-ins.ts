import { createHash } from "node:crypto";
import type { Clock, SecretsError } from "@mailjet-secrets/core";
import type { LogInRequest } from "./log-in.ts";
import { elapsedMs, type Moment, momentOf } from "./token-grant.ts";

const FIRST_PAUSE_MS = 60_000;
const LONGEST_PAUSE_MS = 15 * 60_000;

/** Remembers credentials that were refused, so that they are not tried in a loop: that locks users out. */
export interface RefusedLogIns {
  /** Throws the refusal if these credentials were refused a short while ago: a minute, later up to a quarter of an hour. */
  check(fingerprint: string): void;
  note(fingerprint: string, error: SecretsError): void;
  clear(): void;
}

interface Refusal {
  readonly fingerprint: string;
  readonly error: SecretsError;
  readonly at: Moment;
  readonly pauseMs: number;
}

/** Creates {@link RefusedLogIns} that know of none. */
export function refusedLogIns(clock: Clock): RefusedLogIns {
  let last: Refusal | undefined;
  return {
    check(fingerprint) {
      if (last?.fingerprint === fingerprint && elapsedMs(last.at, clock) < last.pauseMs) throw last.error;
    },
    note(fingerprint, error) {
      const again = last?.fingerprint === fingerprint;
      const pauseMs = again ? Math.min((last?.pauseMs ?? 0) * 4, LONGEST_PAUSE_MS) : FIRST_PAUSE_MS;
      last = { fingerprint, error, at: momentOf(clock), pauseMs };
    },
    clear() {
      last = undefined;
    },
  };
}

/** Tells credentials apart without keeping them. */
export function fingerprintOf({ path, body }: LogInRequest & { readonly kind: "request" }): string {
  return createHash("sha256")
    .update(JSON.stringify([path, body]))
    .digest("hex");
}
