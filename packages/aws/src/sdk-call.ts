import type { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { type SecretReference, SecretsError } from "@mailjet-secrets/core";
import { type AwsFailureKind, errorWord, kindOfFailure } from "./aws-failure.ts";
import { describeFailure } from "./describe-failure.ts";
import type { LoginContext } from "./describe-login-failure.ts";
import type { Sdk } from "./load-sdk.ts";
import { failureOf, retryAfterMs } from "./sdk-failure.ts";
import type { Identity, SdkSession, SdkSessions } from "./sdk-session.ts";
import { lookUpIdentity, noteRefusal, signingIdentity } from "./signing-identity.ts";

/** One call of the service. */
export interface SdkCall<Output> {
  /** IAM action that it needs. */
  readonly action: string;
  readonly secret: SecretReference;
  readonly run: (
    client: SecretsManagerClient,
    sdk: Sdk,
    abort: { readonly abortSignal: AbortSignal },
  ) => Promise<Output>;
}

/** A call that failed, with what is known of it. */
interface Failed {
  readonly error: unknown;
  readonly kind: AwsFailureKind;
  /** The credentials it was signed with. `undefined`: none were found, or none are shown. */
  readonly identity: Identity | undefined;
}

/**
 * Makes a call, and once more if that may help at once: after a connection that was cut, a corrected clock, or with
 * credentials that were renewed meanwhile. Credentials that AWS refused are not sent again for a while. Rejects with `SecretsError`, or anything once the signal is aborted.
 */
export async function callService<Output>(
  sessions: SdkSessions,
  call: SdkCall<Output>,
  signal: AbortSignal,
  login: LoginContext,
): Promise<Output> {
  const session = await sessions.for(call.secret.id);
  // Otherwise the time-outs of a thousand requests would run while they wait for a connection.
  const giveBack = await session.slots.take(signal);
  try {
    return await callTwice(session, call, signal, login);
  } finally {
    giveBack();
  }
}

async function callTwice<Output>(
  session: SdkSession,
  call: SdkCall<Output>,
  signal: AbortSignal,
  login: LoginContext,
): Promise<Output> {
  session.dropIdle("old");
  const first = await attempt(session, call, signal, login);
  if ("output" in first) return first.output;
  if (signal.aborted || !(await mayHelp(session, first, call, login))) throw refused(first, session, call, login);
  const second = await attempt(session, call, signal, login);
  if ("output" in second) return second.output;
  throw refused(second, session, call, login);
}

async function attempt<Output>(
  session: SdkSession,
  { run }: SdkCall<Output>,
  signal: AbortSignal,
  login: LoginContext,
): Promise<{ readonly output: Output } | Failed> {
  const identity = await signingIdentity(session, login);
  try {
    const output = await run(session.client, session.sdk, { abortSignal: signal });
    session.refused.clear();
    return { output };
  } catch (error) {
    return { error, kind: kindOfFailure(failureOf(error)), identity };
  }
}

/** Whether a second attempt may go better, after doing what is to be done for it. */
async function mayHelp(
  session: SdkSession,
  failed: Failed,
  call: SdkCall<unknown>,
  login: LoginContext,
): Promise<boolean> {
  const { kind, identity } = failed;
  if (kind === "reset") {
    session.dropIdle("all"); // the others are as old as the one that was dead
    return true;
  }
  if (kind === "clock") return true; // the SDK has set its clock by the answer
  if (kind !== "expired login" || identity === undefined) return false;
  // Another read may have renewed them while this one was under way.
  if (!isSame(identity, await session.identity().catch(() => identity))) return true;
  const renewed = await lookUpIdentity(session, login, true).catch((failure: unknown) => {
    // A role that could not be assumed just now says nothing of the next one's credentials.
    if (login.roleArn === undefined) refused(failed, session, call, login);
    throw failure;
  });
  return !isSame(identity, renewed);
}

/** Describes the failure, and remembers credentials that AWS does not accept. */
function refused(failed: Failed, session: SdkSession, call: SdkCall<unknown>, login: LoginContext): SecretsError {
  const error = described(failed, session, call);
  if (failed.kind === "expired login" && failed.identity !== undefined) {
    noteRefusal(session, login, failed.identity, error);
  }
  return error;
}

function isSame(one: Identity, other: Identity | undefined): boolean {
  return (["accessKeyId", "secretAccessKey", "sessionToken"] as const).every((part) => one[part] === other?.[part]);
}

function described(failed: Failed, session: SdkSession, { action, secret }: SdkCall<unknown>): SecretsError {
  if (SecretsError.is(failed.error)) return failed.error;
  const waitMs = retryAfterMs(failed.error);
  const errorName = errorWord(failureOf(failed.error).name);
  return describeFailure(failed.kind, {
    secretId: secret.id,
    action,
    cause: failed.error,
    ...(session.region === undefined ? {} : { region: session.region }),
    ...(secret.requestedVersion === undefined ? {} : { requestedVersion: secret.requestedVersion }),
    ...(errorName === undefined ? {} : { errorName }),
    ...(waitMs === undefined ? {} : { retryAfterMs: waitMs }),
  });
}
