import type { MailjetCredentials } from "@mailjet-secrets/core";
import { SecretsError } from "@mailjet-secrets/core";
import { placeName, placeOf, readPlace } from "../read-store.ts";
import type { RotationContext, RotationStep, StepOutcome } from "../rotation-step.ts";
import { oldPair } from "./create-key.ts";
import { requireAdministration } from "./identify.ts";
import { deactivateMade, madeKeys } from "./made-keys.ts";
import { replacePair } from "./switch-store.ts";
import { askOnce } from "./wait-until-active.ts";

/** Activates the old key again, if it was deactivated. */
export const reactivateOld: RotationStep = {
  name: "undo-deactivate-old",
  describe: () => "Activate the old key again, unless services have another one by now.",
  async run(context): Promise<StepOutcome> {
    const { oldKeyId } = context.journal.content.facts;
    if (oldKeyId === undefined || (await storedPair(context)) === "another") return {};
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
      if ((await storedPair(context)) !== "new") return {};
      const { newFingerprint } = context.journal.content.facts;
      const pair = await pairOf(context);
      await askOnce(context, pair, "the old pair");
      await replacePair(context, placeOf(context), pair, String(newFingerprint));
      return {};
    },
  };
}

/** Which pair the services have now. Another one was put there by somebody else, and is theirs to keep. */
async function storedPair(context: RotationContext): Promise<"old" | "new" | "another"> {
  const { oldFingerprint, newFingerprint } = context.journal.content.facts;
  // Also before there is a new pair: somebody else's rotation may have switched, and deactivated the old key for good.
  const { fingerprint } = await readPlace(context, placeOf(context));
  if (fingerprint === newFingerprint) return "new";
  return fingerprint === oldFingerprint ? "old" : "another";
}

/** The old pair, as it was sealed. */
export const putOldBack: RotationStep = putBack(oldPair);

/** Deactivates every key that this rotation has made. */
export const withdrawNew: RotationStep = {
  name: "undo-create-key",
  describe: () => "Deactivate the key that the rotation has made, and delete the sealed pairs.",
  async run(context): Promise<StepOutcome> {
    const { mailjet } = requireAdministration(context);
    if (context.journal.isDone("switch") && (await storedPair(context)) === "another") throw thirdPair(context);
    await deactivateMade(context, madeKeys(context, await mailjet.listApiKeys({ signal: context.signal })));
    return {};
  },
};

/** For plans with a reset: the old secret key does not come back, and the store has the new one. */
export async function refuseAfterReset(context: RotationContext): Promise<void> {
  const { facts, state } = context.journal.content;
  const { newFingerprint } = facts;
  if (newFingerprint === undefined) return;
  const current = await readPlace(context, placeOf(context));
  if (current.fingerprint !== newFingerprint) return;
  const left = state === "finished" ? "and nothing is left to do" : "rotate --resume does what is left";
  throw new SecretsError("INVALID_CONFIG", "The secret key was reset at Mailjet: the old one is dead for good.", {
    hint: `There is nothing to roll back to. The store holds the new one: ${left}.`,
  });
}

/** For plans with sealed pairs: they are deleted at the end. */
export async function refuseAfterFinish({ journal }: RotationContext): Promise<void> {
  if (!journal.isDone("finish")) return;
  throw new SecretsError("INVALID_CONFIG", "The rotation is finished, and the old pair is not kept any more.", {
    hint: "To go back by hand: activate the old key in Mailjet's page API key management, and store its pair, which an earlier version in the store may hold.",
  });
}

function thirdPair(context: RotationContext): SecretsError {
  return new SecretsError("CONFLICT", `Neither pair of this rotation is in ${placeName(placeOf(context))} any more.`, {
    hint: "Nothing was deactivated. See that it is the same store as when the rotation began; if somebody else has written there, deactivate the key that the rotation has made in Mailjet's page once nobody uses it.",
  });
}
