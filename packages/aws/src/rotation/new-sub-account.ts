import { SecretsError } from "@mailjet-secrets/core";
import type { CreatedApiKey } from "@mailjet-secrets/mailjet-admin";
import { type Administration, openAdministration } from "./administration.ts";
import { createKey, type UnstoredKeys } from "./create-key.ts";
import { retireOldKeys } from "./retire-old-keys.ts";
import type { NewSubAccountOptions } from "./rotation-options.ts";
import { putPair, readCurrent, readPair, readPending, type StepContext } from "./step-context.ts";

/** createSecret: makes a key and puts its pair as the pending version. Gives whether it did that just now. */
export async function createInNewSubAccount(
  context: StepContext<NewSubAccountOptions>,
  unstored: UnstoredKeys,
): Promise<boolean> {
  const pending = await readPending(context);
  if (pending !== undefined) {
    unstored.delete(pending.version);
    context.note({ pair: pending.pair.fingerprint });
    return false;
  }
  const current = await readCurrent(context);
  const adminPair = await readPair(context, context.options.adminSecret);
  context.note({ currentPair: current.pair.fingerprint });
  await context.mailjet.with(adminPair, "The primary key", async (admin) => {
    const administration = await openAdministration(context, admin, adminPair, [current]);
    await retireOldKeys(context, administration);
    const key = await createKey(context, administration, unstored);
    context.note({ keyId: key.id });
    try {
      await putPair(context, current, key.pair);
    } catch (error) {
      if (!SecretsError.is(error, "CONFLICT")) throw error;
      await keepStored(context, administration, key);
    }
    unstored.delete(context.event.ClientRequestToken);
  });
  return true;
}

/**
 * Another call of the same step has stored a key of its own meanwhile: that one is the new key, also if it was deactivated
 * as lost, and the one made here is not needed.
 */
async function keepStored(
  context: StepContext<NewSubAccountOptions>,
  { admin }: Administration,
  made: CreatedApiKey,
): Promise<void> {
  const { signal } = context.deadline;
  const stored = await readPending(context);
  if (stored?.pair.apiKey() === made.apiKey()) return;
  await admin.updateApiKey(made.id, { isActive: false }, { signal });
  context.note({ deactivatedLostKeys: [made.id] });
  const key = stored === undefined ? undefined : await admin.findApiKey(stored.pair.apiKey(), { signal });
  if (stored === undefined || key === undefined) {
    throw new SecretsError("CONFLICT", "The pending version has another value meanwhile.", {
      hint: "Secrets Manager repeats the step, which then goes on with that value.",
    });
  }
  if (!key.isActive) await admin.updateApiKey(key.id, { isActive: true }, { signal });
  context.note({ keyId: key.id, pair: stored.pair.fingerprint });
}
