import type { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { type SecretReference, SecretsError, untilAborted } from "@mailjet-secrets/core";
import { type AwsFailureKind, errorWord, kindOfFailure } from "./aws-failure.ts";
import { describeFailure } from "./describe-failure.ts";
import type { LoginContext } from "./describe-login-failure.ts";
import type { Identity } from "./identity-look-up.ts";
import type { Sdk } from "./load-sdk.ts";
import { failureOf, retryAfterMs } from "./sdk-failure.ts";
import type { SdkSession, SdkSessions } from "./sdk-session.ts";
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

/** A call, and what it is made with. */
interface Task<Output> {
  readonly session: SdkSession;
  readonly call: SdkCall<Output>;
  readonly signal: AbortSignal;
  readonly login: LoginContext;
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
 * credentials that were renewed meanwhile. Credentials that AWS refused are not sent again for a while. Rejects with
 * `SecretsError`, or with the signal's reason as soon as it aborts, whatever does not answer then.
 */
export async function callService<Output>(
  sessions: SdkSessions,
  call: SdkCall<Output>,
  signal: AbortSignal,
  login: LoginContext,
): Promise<Output> {
  const session = await untilAborted(sessions.for(call.secret.id), signal);
  // Otherwise the time-outs of a thousand requests would run while they wait for a connection.
  const giveBack = await session.slots.take(signal);
  try {
    // The application's function for credentials, and whatever the SDK waits for, may never answer.
    return await untilAborted(callTwice({ session, call, signal, login }), signal);
  } finally {
    giveBack();
  }
}

async function callTwice<Output>(task: Task<Output>): Promise<Output> {
  task.session.dropIdle("old");
  const first = await attempt(task);
  if ("output" in first) return first.output;
  if (task.signal.aborted || !(await mayHelp(task, first))) throw refused(task, first);
  const second = await attempt(task);
  if ("output" in second) return second.output;
  throw refused(task, second);
}

async function attempt<Output>(task: Task<Output>): Promise<{ readonly output: Output } | Failed> {
  const { session, call, signal, login } = task;
  const identity = await signingIdentity(session, login, signal);
  try {
    const output = await call.run(session.client, session.sdk, { abortSignal: signal });
    session.refused.clear();
    return { output };
  } catch (error) {
    return { error, kind: kindOfFailure(failureOf(error)), identity };
  }
}

/** Whether a second attempt may go better, after doing what is to be done for it. */
async function mayHelp(task: Task<unknown>, failed: Failed): Promise<boolean> {
  const { session, signal, login } = task;
  const { kind, identity } = failed;
  if (kind === "reset") {
    session.dropIdle("all"); // the others are as old as the one that was dead
    return true;
  }
  if (kind === "clock") return true; // the SDK has set its clock by the answer
  if (kind !== "expired login" || identity === undefined) return false;
  // Another read may have renewed them while this one was under way.
  if (!isSame(identity, await session.identity(signal).catch(() => identity))) return true;
  const renewed = await lookUpIdentity(session, login, signal, true).catch((failure: unknown) => {
    // A role that could not be assumed just now says nothing of the next one's credentials.
    if (login.roleArn === undefined) refused(task, failed);
    throw failure;
  });
  return !isSame(identity, renewed);
}

/** Describes the failure, and remembers credentials that AWS does not accept. */
function refused({ session, call, login }: Task<unknown>, failed: Failed): SecretsError {
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
