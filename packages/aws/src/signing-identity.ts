import { fingerprintOf, type SecretsError } from "@mailjet-secrets/core";
import { describeLoginFailure, type LoginContext } from "./describe-login-failure.ts";
import type { Identity } from "./identity-look-up.ts";
import type { SdkSession } from "./sdk-session.ts";

/**
 * Finds the credentials that the next request is signed with. Rejects with the refusal if AWS refused them a short while
 * ago, and no others are found in their place. `undefined`: the client shows none.
 */
export async function signingIdentity(
  session: SdkSession,
  login: LoginContext,
  signal: AbortSignal,
): Promise<Identity | undefined> {
  const identity = await lookUpIdentity(session, login, signal);
  if (identity === undefined) return undefined;
  try {
    session.refused.check(fingerprint(identity, login));
    return identity;
  } catch (refusal) {
    // Those of a role are new each time, and so each look-up would be a request.
    if (login.roleArn !== undefined) throw refusal;
  }
  const renewed = await lookUpIdentity(session, login, signal, true);
  if (renewed !== undefined) session.refused.check(fingerprint(renewed, login));
  return renewed;
}

/**
 * Looks credentials up; `refresh`: anew. Rejects with `SecretsError`, for a few seconds with the same; with the reason of
 * the signal when it aborts.
 */
export async function lookUpIdentity(
  session: SdkSession,
  login: LoginContext,
  signal: AbortSignal,
  refresh: boolean = false,
): Promise<Identity | undefined> {
  session.lookUpFailure.check();
  return session.identity(signal, refresh).catch((cause: unknown) => {
    signal.throwIfAborted();
    const failure = describeLoginFailure(cause, login);
    session.lookUpFailure.note(failure);
    throw failure;
  });
}

/** Remembers that AWS refused these credentials. */
export function noteRefusal(session: SdkSession, login: LoginContext, identity: Identity, refusal: SecretsError): void {
  session.refused.note(fingerprint(identity, login), refusal);
}

function fingerprint({ accessKeyId, secretAccessKey, sessionToken }: Identity, { roleArn }: LoginContext): string {
  return roleArn ?? fingerprintOf(accessKeyId, secretAccessKey, sessionToken);
}
