import { printablePath, SecretsError } from "@mailjet-secrets/core";
import type { ApiKey } from "@mailjet-secrets/mailjet-admin";
import { placeOf, readPlace } from "../read-store.ts";
import type { RotationContext, RotationStep, StepOutcome } from "../rotation-step.ts";
import { oldPair } from "./create-key.ts";
import { oldKey } from "./deactivate-old.ts";
import { requireAdministration } from "./identify.ts";

/** Keeps what only the leaked pair can see, as long as it still can. */
export const takeEvidence: RotationStep = {
  name: "take-evidence",
  describe: ({ options: { evidence } }) =>
    evidence === undefined
      ? "Take no evidence: no folder was given (--evidence)."
      : `Write the usage of the leaked key into ${printablePath(evidence)}, as long as it can still be asked.`,
  async run(context) {
    const folder = context.options.evidence;
    if (folder === undefined) return { facts: { evidence: "none" } };
    try {
      const { writeEvidence } = await import("../write-evidence.ts");
      const { verdict, files } = await writeEvidence(context, await oldPair(context), folder);
      return { facts: { evidence: files.join(", "), verdict } };
    } catch (error) {
      context.signal.throwIfAborted();
      // Containment does not wait for paper.
      const reason = SecretsError.is(error) ? `${error.code}: ${error.message}` : (error as Error).name;
      context.dialogue.say(`The evidence could not be taken (${reason})`);
      return { facts: { evidence: `failed: ${SecretsError.is(error) ? error.code : reason}` } };
    }
  },
};

/** Deactivates the leaked key although services use it: until the next pair is stored, nothing is sent. */
export const deactivateLeaked: RotationStep = {
  name: "deactivate-leaked",
  describe: () => "Deactivate the leaked key. Nothing is sent until the next pair is stored.",
  async run(context): Promise<StepOutcome> {
    const { mailjet } = requireAdministration(context);
    const leaked = await oldKey(context);
    if (leaked.isMaster) throw primaryKey();
    if (!leaked.isActive) return {};
    if (!(await agrees(context, leaked))) {
      return { waitingFor: "a yes to the outage (--accept-outage)" };
    }
    await mailjet.updateApiKey(leaked.id, { isActive: false }, { signal: context.signal });
    return { facts: { containedAt: new Date().toISOString() } };
  },
};

/** Activates the key again, once a person has reset its secret key. */
export async function activateLeaked(context: RotationContext): Promise<void> {
  await setActive(context, true);
}

/** As long as nobody knows that the secret key was reset, the leaked one may work: the key must not stay active. */
export async function containAgain(context: RotationContext): Promise<void> {
  try {
    await setActive(context, false);
  } catch (error) {
    context.dialogue.say(
      "The leaked key could not be deactivated, and may be active: rotate --resume at once, or deactivate it in Mailjet's page.",
    );
    throw error;
  }
}

async function setActive(context: RotationContext, isActive: boolean): Promise<void> {
  const id = String(context.journal.content.facts["oldKeyId"]);
  await requireAdministration(context).mailjet.updateApiKey(id, { isActive }, { signal: context.signal });
}

/** With the flag the store is not even asked: it may be down, and the key is to be dead now. */
async function agrees(context: RotationContext, leaked: ApiKey): Promise<boolean> {
  const { options, dialogue } = context;
  if (options.acceptOutage === true) return true;
  const current = await readPlace(context, placeOf(context));
  if (current.apiKey() !== leaked.apiKey()) return true;
  return dialogue.ask(`The key ${leaked.id} is in use. Stop all mail with it now?`);
}

function primaryKey(): SecretsError {
  return new SecretsError(
    "INVALID_CONFIG",
    "The leaked key is the account's primary key, which cannot be deactivated.",
    {
      hint: "Reset its secret key now: rotate --plan assisted-reset. Through SMTP the old one works for another hour or more: ask Mailjet's support.",
    },
  );
}
