import { SecretsError } from "@mailjet-secrets/core";
import type { ApiKey } from "@mailjet-secrets/mailjet-admin";
import { placeName, placeOf, readPlace } from "../read-store.ts";
import type { RotationContext, RotationStep, StepOutcome } from "../rotation-step.ts";
import { oldPair } from "./create-key.ts";
import { requireAdministration } from "./identify.ts";

/** Deactivates the old key: never the primary one, never the one that the store gives out. */
export const deactivateOld: RotationStep = {
  name: "deactivate-old",
  describe: ({ journal: { content } }) =>
    `Deactivate the old key${content.facts["oldKeyId"] === undefined ? "" : ` ${content.facts["oldKeyId"]}`}, unless the store gives it out again.`,
  async run(context): Promise<StepOutcome> {
    const { mailjet } = requireAdministration(context);
    const old = await oldKey(context);
    if (!old.isActive) return {};
    if (old.isMaster) {
      context.dialogue.say(
        "The old key is the account's primary key, which cannot be deactivated: reset its secret key.",
      );
      return { facts: { oldKeyKept: "it is the primary key" } };
    }
    const question = `Deactivate the key ${old.id}? Whoever still uses it is refused from then on; --rollback activates it again.`;
    if (!(await context.dialogue.confirm(question))) return { waitingFor: "a yes to deactivating the old key (--yes)" };
    // Not before the question, which may stand there for long.
    const current = await readPlace(context, placeOf(context));
    if (current.apiKey() === old.apiKey()) throw inUse(context);
    await mailjet.updateApiKey(old.id, { isActive: false }, { signal: context.signal });
    return { facts: { oldKeyDeactivatedAt: new Date().toISOString() } };
  },
};

/**
 * The key that is rotated out, as it is at Mailjet. Rejects with `NOT_FOUND`, and with `INVALID_CONFIG` if it is not that of
 * the sealed pair: a journal can be edited, and whoever edits it is not to choose which key dies.
 */
export async function oldKey(context: RotationContext): Promise<ApiKey> {
  const keys = await requireAdministration(context).mailjet.listApiKeys({ signal: context.signal });
  const key = requireKey(keys, String(context.journal.content.facts["oldKeyId"]));
  const pair = await oldPair(context);
  if (key.apiKey() === pair.apiKey()) return key;
  throw new SecretsError("INVALID_CONFIG", `The journal names the key ${key.id}, which is not that of the old pair.`, {
    hint: "Nothing was deactivated. The journal was changed by somebody: look at it, and at who may write there.",
  });
}

/** A key by Mailjet's number. Throws `NOT_FOUND`. */
export function requireKey(keys: readonly ApiKey[], id: string): ApiKey {
  const key = keys.find((each) => each.id === id);
  if (key !== undefined) return key;
  throw new SecretsError("NOT_FOUND", `The administration pair cannot see the key ${id}.`, {
    hint: "See that --admin-secret is of the same account as when the rotation began.",
  });
}

function inUse(context: RotationContext): SecretsError {
  return new SecretsError("CONFLICT", `The old key is in use: ${placeName(placeOf(context))} gives it out.`, {
    hint: "Somebody has put it back. Nothing was deactivated; --rollback, or store the new pair and --resume.",
  });
}
