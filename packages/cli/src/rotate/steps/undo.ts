import type { MailjetCredentials } from "@mailjet-secrets/core";
import { SecretsError } from "@mailjet-secrets/core";
import { placeName, placeOf, readPlace } from "../read-store.ts";
import type { RotationContext, RotationStep, StepOutcome } from "../rotation-step.ts";
import { oldPair } from "./create-key.ts";
import { requireAdministration } from "./identify.ts";
import { rotationIn } from "./key-names.ts";
import { replacePair } from "./switch-store.ts";
import { askOnce } from "./wait-until-active.ts";

/** Activates the old key again, if it was deactivated. */
export const reactivateOld: RotationStep = {
  name: "undo-deactivate-old",
  describe: () => "Activate the old key again, if it was deactivated.",
  async run(context): Promise<StepOutcome> {
    const { oldKeyId } = context.journal.content.facts;
    if (oldKeyId === undefined) return {};
    const { mailjet } = requireAdministration(context);
    await mailjet.updateApiKey(String(oldKeyId), { isActive: true }, { signal: context.signal });
    return {};
  },
};

/** Puts the old pair back where the services read, once Mailjet has accepted it. */
export function putBack(pairOf: (context: RotationContext) => Promise<MailjetCredentials>): RotationStep {
  return {
    name: "undo-switch",
    describe: (context) => `Put the old pair back into ${placeName(placeOf(context))}, if the new one is there.`,
    async run(context): Promise<StepOutcome> {
      const { oldFingerprint, newFingerprint } = context.journal.content.facts;
      const current = await readPlace(context, placeOf(context));
      if (current.fingerprint === oldFingerprint) return {};
      const pair = await pairOf(context);
      await askOnce(context, pair);
      await replacePair(context, placeOf(context), pair, String(newFingerprint));
      return {};
    },
  };
}

/** The old pair, as it was sealed. */
export const putOldBack: RotationStep = putBack(oldPair);

/** Deactivates every key that this rotation has made, and deletes the sealed pairs. */
export const withdrawNew: RotationStep = {
  name: "undo-create-key",
  describe: () => "Deactivate the key that the rotation has made, and delete the sealed pairs.",
  async run(context): Promise<StepOutcome> {
    const { mailjet } = requireAdministration(context);
    const { id, facts } = context.journal.content;
    const keys = await mailjet.listApiKeys({ signal: context.signal });
    const made = keys.filter((key) => rotationIn(key.name) === id || key.id === facts["newKeyId"]);
    const current = await readPlace(context, placeOf(context));
    if (made.some((key) => key.apiKey() === current.apiKey())) throw stillInUse(context);
    for (const key of made) await mailjet.updateApiKey(key.id, { isActive: false }, { signal: context.signal });
    context.sealed.remove();
    return {};
  },
};

/** After a reset there is nothing to go back to. */
export const refuseUndo: RotationStep = {
  name: "undo-reset",
  describe: () => "Nothing: a secret key that was reset does not come back.",
  async run({ journal }): Promise<StepOutcome> {
    if (!journal.isDone("replace-secret")) return {};
    throw new SecretsError("INVALID_CONFIG", "The secret key was reset at Mailjet: the old one is dead for good.", {
      hint: "There is nothing to roll back to. The store holds the new one; --status shows what is left to do.",
    });
  },
};

function stillInUse(context: RotationContext): SecretsError {
  return new SecretsError("CONFLICT", `${placeName(placeOf(context))} gives out the key that was to be withdrawn.`, {
    hint: "Somebody has written there meanwhile. Nothing was deactivated.",
  });
}
