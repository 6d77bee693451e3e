import type { RotationStep } from "../rotation-step.ts";
import { requireKey } from "./deactivate-old.ts";
import { requireAdministration } from "./identify.ts";
import { finalName } from "./key-names.ts";
import { deactivateMade, madeKeys } from "./made-keys.ts";

/** Gives the new key its name. An attempt that was given up may have reached Mailjet late: there is to be one new key only. */
export const finishKey: RotationStep = {
  name: "finish",
  describe: () => "Give the new key its name, and delete the sealed pairs.",
  async run(context) {
    const { mailjet } = requireAdministration(context);
    const { signal } = context;
    const keys = await mailjet.listApiKeys({ signal });
    const key = requireKey(keys, String(context.journal.content.facts["newKeyId"]));
    const others = madeKeys(context, keys).filter(({ id }) => id !== key.id);
    await deactivateMade(context, others);
    const name = finalName(key.name, new Date());
    await mailjet.updateApiKey(key.id, { name }, { signal });
    return { facts: { newKeyName: name } };
  },
};

/** A reset needs no new key; if one was tried first (`--then`), it is not to stay. */
export const withdrawTried: RotationStep = {
  name: "withdraw-tried",
  describe: () => "Deactivate a new key that was tried before the reset, if there is one, and delete the sealed pair.",
  async run(context) {
    const { signal } = context;
    const keys = await requireAdministration(context).mailjet.listApiKeys({ signal });
    await deactivateMade(context, madeKeys(context, keys));
    return {};
  },
};
