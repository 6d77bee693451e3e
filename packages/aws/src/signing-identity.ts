import { createHash } from "node:crypto";
import type { SecretsError } from "@mailjet-secrets/core";
import { describeLoginFailure, type LoginContext } from "./describe-login-failure.ts";
import type { Identity, SdkSession } from "./sdk-session.ts";

/**
 * Finds the credentials that the next request is signed with. Rejects with the refusal if AWS refused them a short while
 * ago, and no others are found in their place. `undefined`: the client shows none.
 */
export async function signingIdentity(session: SdkSession, login: LoginContext): Promise<Identity | undefined> {
  const identity = await lookUpIdentity(session, login);
  if (identity === undefined) return undefined;
  try {
    session.refused.check(fingerprintOf(identity, login));
    return identity;
  } catch (refusal) {
    // Those of a role are new each time, and so each look-up would be a request.
    if (login.roleArn !== undefined) throw refusal;
  }
  const renewed = await lookUpIdentity(session, login, true);
  if (renewed !== undefined) session.refused.check(fingerprintOf(renewed, login));
  return renewed;
}

/** Looks credentials up; `refresh`: anew. Rejects with `SecretsError`, for a few seconds with the same. */
export async function lookUpIdentity(
  session: SdkSession,
  login: LoginContext,
  refresh: boolean = false,
): Promise<Identity | undefined> {
  session.lookUpFailure.check();
  return session.identity(refresh).catch((cause: unknown) => {
    const failure = describeLoginFailure(cause, login);
    session.lookUpFailure.note(failure);
    throw failure;
  });
}

/** Remembers that AWS refused these credentials. */
export function noteRefusal(session: SdkSession, login: LoginContext, identity: Identity, refusal: SecretsError): void {
  const fingerprint = fingerprintOf(identity, login);
  try {
    session.refused.check(fingerprint);
  } catch {
    return; // by a read that was under way beside this one: that is no second try
  }
  session.refused.note(fingerprint, refusal);
}

function fingerprintOf({ accessKeyId, secretAccessKey, sessionToken = "" }: Identity, login: LoginContext): string {
  if (login.roleArn !== undefined) return login.roleArn;
  return createHash("sha256")
    .update(JSON.stringify([accessKeyId, secretAccessKey, sessionToken]))
    .digest("base64");
}
