import type { RotationStep } from "../rotation-step.ts";
import { keyOf } from "./deactivate-old.ts";
import { requireAdministration } from "./identify.ts";
import { finalName } from "./key-names.ts";

/** Gives the new key its name, and deletes the sealed pairs. */
export const finishKey: RotationStep = {
  name: "finish",
  describe: () => "Give the new key its name, and delete the sealed pairs.",
  async run(context) {
    const { mailjet } = requireAdministration(context);
    const key = await keyOf(context, String(context.journal.content.facts["newKeyId"]));
    const name = finalName(key.name, new Date());
    await mailjet.updateApiKey(key.id, { name }, { signal: context.signal });
    context.sealed.remove();
    return { facts: { newKeyName: name } };
  },
};
