import { printableName, SecretsError } from "@mailjet-secrets/core";
import { CURRENT } from "../sdk-calls.ts";
import { versionWith } from "./rotated-secret.ts";
import { needPending, readCurrent, type StepContext, withPair } from "./step-context.ts";

/**
 * finishSecret: makes the pending version the current one. Rejects with `CONFLICT` if somebody has changed another field of
 * the secret since createSecret: that would be undone.
 */
export async function finish(context: StepContext): Promise<void> {
  const { event, secret, store } = context;
  const pending = await needPending(context);
  const current = await readCurrent(context);
  if (withPair(context, current, pending.pair) !== pending.text) throw changedMeanwhile(secret.name);
  try {
    await store.moveLabel(event.SecretId, CURRENT, { from: current.version, to: pending.version });
  } catch (error) {
    if (context.deadline.signal.aborted) throw error;
    // The answer to a move that took effect may have been lost, and then the label is not where it was.
    const after = await store.describe(event.SecretId).catch(() => undefined);
    if (after === undefined || versionWith(after, CURRENT) !== pending.version) throw error;
  }
  context.note({
    pair: pending.pair.fingerprint,
    previousPair: current.pair.fingerprint,
    AWSCURRENT: pending.version,
    AWSPREVIOUS: current.version,
  });
}

function changedMeanwhile(name: string): SecretsError {
  const message = `The secret "${printableName(name)}" has got other fields since the rotation began, which it would undo.`;
  return new SecretsError("CONFLICT", message, {
    provider: "aws",
    hint: "Give this rotation up, and begin another: take AWSPENDING off with aws secretsmanager update-secret-version-stage.",
  });
}
