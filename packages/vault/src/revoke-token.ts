import type { LogInContext } from "./log-in.ts";
import type { TokenGrant } from "./token-grant.ts";

const REVOKE_TIMEOUT_MS = 2_000;

type Context = Pick<LogInContext, "client" | "namespace" | "clock">;

/**
 * Calls `work` with a signal that aborts after two seconds: it also ends a wait behind requests that are under way, which
 * the time-out of a request does not.
 */
export async function withinRevokeTimeout(
  { clock }: Context,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const limit = new AbortController();
  const stopTimer = clock.schedule(() => limit.abort(), REVOKE_TIMEOUT_MS);
  await work(limit.signal);
  stopTimer();
}

/** Revokes a token, if that is ours to do. A failure is none: the token ends by itself, later. */
export async function revokeToken(
  { token, revocable }: TokenGrant,
  { client, namespace }: Context,
  signal: AbortSignal,
): Promise<void> {
  if (revocable) await client.post("auth/token/revoke-self", {}, { token, namespace, signal }).catch(() => {});
}
