import type { ApiKey } from "@mailjet-secrets/mailjet-admin";
import type { RotationContext } from "../rotation-step.ts";
import { requireAdministration } from "./identify.ts";
import { rotationIn } from "./key-names.ts";

/** Those among `keys` that this rotation has made: by the mark in their names, or by the number in its journal. */
export function madeKeys({ journal }: RotationContext, keys: readonly ApiKey[]): readonly ApiKey[] {
  const { id, facts } = journal.content;
  return keys.filter((key) => rotationIn(key.name) === id || key.id === facts["newKeyId"]);
}

/** Deactivates keys that the rotation has made and nobody is to have. */
export async function deactivateMade(context: RotationContext, made: readonly ApiKey[]): Promise<void> {
  const { mailjet } = requireAdministration(context);
  for (const { id } of made.filter(({ isActive }) => isActive)) {
    await mailjet.updateApiKey(id, { isActive: false }, { signal: context.signal });
    context.dialogue.say(`The key ${id}, which this rotation had made, is deactivated.`);
  }
}
