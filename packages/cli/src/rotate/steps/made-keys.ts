import { SecretsError } from "@mailjet-secrets/core";
import type { ApiKey } from "@mailjet-secrets/mailjet-admin";
import { placeName, placeOf, readPlace } from "../read-store.ts";
import type { RotationContext } from "../rotation-step.ts";
import { requireAdministration } from "./identify.ts";
import { rotationIn } from "./key-names.ts";

/** Those among `keys` that this rotation has made: by the mark in their names, or by the number in its journal. */
export function madeKeys({ journal }: RotationContext, keys: readonly ApiKey[]): readonly ApiKey[] {
  const { id, facts } = journal.content;
  return keys.filter((key) => rotationIn(key.name) === id || key.id === facts["newKeyId"]);
}

/**
 * Deactivates keys that the rotation has made and nobody is to have. Rejects with `CONFLICT`, and deactivates none, if the
 * services have one of them: a journal that was put back from a copy knows less than was done.
 */
export async function deactivateMade(context: RotationContext, made: readonly ApiKey[]): Promise<void> {
  const { mailjet } = requireAdministration(context);
  const live = made.filter(({ isActive }) => isActive);
  if (live.length === 0) return;
  const current = await readPlace(context, placeOf(context));
  if (live.some((key) => key.apiKey() === current.apiKey())) throw stillInUse(context);
  for (const { id } of live) {
    await mailjet.updateApiKey(id, { isActive: false }, { signal: context.signal });
    context.dialogue.say(`The key ${id}, which this rotation had made, is deactivated.`);
  }
}

function stillInUse(context: RotationContext): SecretsError {
  return new SecretsError(
    "CONFLICT",
    `The key that was to be withdrawn is in use: ${placeName(placeOf(context))} gives it out.`,
    {
      hint: "Somebody has written there meanwhile, or the journal is an old copy. Nothing was deactivated.",
    },
  );
}
