import { type Clock, SecretsError, startAge } from "@mailjet-secrets/core";

const REMEMBERED_MS = 5_000;

/** Remembers for five seconds that there are no credentials: to find that out may take seconds, for each account anew. */
export interface RecentFailure {
  /** Throws the failure, if there was one just now. */
  check(): void;
  /** Remembers the failure, unless another attempt may help at once. */
  note(failure: unknown): void;
}

/** Creates a {@link RecentFailure} that knows of none. */
export function recentFailure(clock: Clock): RecentFailure {
  let last: { readonly failure: SecretsError; readonly ageMs: () => number } | undefined;
  return {
    check() {
      if (last !== undefined && last.ageMs() < REMEMBERED_MS) throw last.failure;
    },
    note(failure) {
      if (SecretsError.is(failure) && !failure.retryable) last = { failure, ageMs: startAge(clock) };
    },
  };
}
