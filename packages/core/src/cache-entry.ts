import type { Clock } from "./clock.ts";
import { startAge } from "./entry-age.ts";
import type { MailjetCredentials } from "./mailjet-credentials.ts";
import type { SecretsError } from "./secrets-error.ts";

/** What one read of the store yields. */
export interface LoadedCredentials {
  readonly credentials: MailjetCredentials;
  /** Milliseconds from now after which the store says the values are void. Absence: no end is known. */
  readonly validForMs?: number;
  /** A fallback gave them, since the first choice is out of order. */
  readonly degraded?: boolean;
}

/** What decides how long credentials are kept. */
export interface EntryOptions {
  /** Age after which a call starts a refresh in the background. */
  readonly refreshAfterMs: number;
  /** Age after which a call waits for the store. */
  readonly expireAfterMs: number;
  readonly clock: Clock;
  readonly random: () => number;
}

/** Credentials that are kept. */
export interface CacheEntry {
  readonly credentials: MailjetCredentials;
  /** Resolved and kept: a cached call awaits this one promise and makes none of its own. */
  readonly promise: Promise<MailjetCredentials>;
  readonly ageMs: () => number;
  readonly staleAtMs: number;
  readonly expiredAtMs: number;
  readonly degraded: boolean;
}

/** The last failure of the store since it gave credentials. */
export interface ReadFailure {
  readonly error: SecretsError;
  readonly ageMs: () => number;
  /** The store is not asked again before this age, unless somebody insists. */
  readonly coolDownMs: number;
}

const FIRST_COOL_DOWN_MS = 1_000;
const LONGEST_COOL_DOWN_MS = 60_000;
const NOT_FOUND_COOL_DOWN_MS = 5_000;
/** Part of `refreshAfterMs` by which the moment of a refresh varies, so that many processes do not ask together. */
const JITTER = 0.1;
/** The first choice is asked again no later than this after a fallback has answered for it. */
const FALLBACK_STALE_MS = 30_000;

/** Makes an entry. `ageMs`: since the read began, for the process may stand still before it sees the answer. */
export function cacheEntry(loaded: LoadedCredentials, ageMs: () => number, options: EntryOptions): CacheEntry {
  const { credentials, degraded = false, validForMs = Number.POSITIVE_INFINITY } = loaded;
  const expiredAtMs = Math.min(options.expireAfterMs, validForMs);
  const jitter = 1 + JITTER * (2 * options.random() - 1);
  const refreshAfterMs = degraded ? Math.min(options.refreshAfterMs, FALLBACK_STALE_MS) : options.refreshAfterMs;
  return {
    credentials,
    promise: Promise.resolve(credentials),
    ageMs,
    staleAtMs: Math.min(refreshAfterMs * jitter, expiredAtMs),
    expiredAtMs,
    degraded,
  };
}

/** Makes a failure whose age begins now; each one in a row cools down twice as long. */
export function readFailure(error: SecretsError, before: ReadFailure | undefined, clock: Clock): ReadFailure {
  const longer = Math.min((before?.coolDownMs ?? FIRST_COOL_DOWN_MS / 2) * 2, LONGEST_COOL_DOWN_MS);
  const coolDownMs = error.code === "NOT_FOUND" ? Math.max(NOT_FOUND_COOL_DOWN_MS, longer) : longer;
  return { error, ageMs: startAge(clock), coolDownMs };
}

/** Whether a call may still be answered with the entry. */
export function isUsable(entry: CacheEntry | undefined): entry is CacheEntry {
  return entry !== undefined && entry.ageMs() < entry.expiredAtMs;
}
