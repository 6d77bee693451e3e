import { type MailjetCredentials, printableName, SecretsError } from "@mailjet-secrets/core";
import type { ApiKey } from "@mailjet-secrets/mailjet-admin";
import { givenCredentials } from "../../given-credentials.ts";
import type { RotationContext, RotationStep } from "../rotation-step.ts";
import { othersKey, refuseOthers, requireAdministration } from "./identify.ts";
import { markedName } from "./key-names.ts";
import { deactivateMade, madeKeys } from "./made-keys.ts";

/**
 * Makes the new key, and seals its pair before anything else. A key that was made by an attempt whose answer was lost has a
 * secret key that nobody knows: it is found by its name and deactivated, so that there are never two.
 */
export const createKey: RotationStep = {
  name: "create-key",
  describe: (context) =>
    `Make a new key (a sub-account) named "${nameOf(context)}", and seal its pair beside the journal.`,
  async run(context) {
    const { sealed, signal } = context;
    const { mailjet } = requireAdministration(context);
    const { new: kept } = sealed.read();
    const keys = await mailjet.listApiKeys({ signal });
    const made = madeKeys(context, keys);
    const own = made.find((key) => key.isActive && key.apiKey() === kept?.apiKey);
    if (own !== undefined && kept !== undefined) {
      return { facts: { newKeyId: own.id, newFingerprint: (await givenCredentials({ ...kept })).fingerprint } };
    }
    heedOthers(context, keys);
    await deactivateMade(context, made);
    const created = await create(context, made.length + 1);
    const pair = { apiKey: created.pair.apiKey(), apiSecret: created.pair.apiSecret() };
    sealed.add({ new: pair });
    return { facts: { newKeyId: created.id, newFingerprint: (await givenCredentials(pair)).fingerprint } };
  },
};

/** The leaked key is dead already: as long as services wait for the next one, nobody else's rotation is waited for. */
function heedOthers({ journal, dialogue }: RotationContext, keys: readonly ApiKey[]): void {
  const { id, plan } = journal.content;
  if (plan !== "emergency") refuseOthers(keys, id);
  const other = othersKey(keys, id);
  if (other === undefined) return;
  dialogue.say(
    `Another rotation has made the key ${other.id}, and is not finished: if it is of this secret, roll it back.`,
  );
}

/** The pair that is being rotated in. */
export function newPair({ sealed }: RotationContext): Promise<MailjetCredentials> {
  return unsealed(sealed.read().new, "new");
}

/** The pair that is being rotated out. */
export function oldPair({ sealed }: RotationContext): Promise<MailjetCredentials> {
  return unsealed(sealed.read().old, "old");
}

async function create(context: RotationContext, attempt: number) {
  const { mailjet } = requireAdministration(context);
  const name = markedName(nameOf(context), context.journal.content.id, attempt);
  try {
    return await mailjet.createApiKey({ name }, { signal: context.signal });
  } catch (error) {
    if (!SecretsError.is(error, "ACCESS_DENIED")) throw error;
    throw new SecretsError("ACCESS_DENIED", "Mailjet does not let the account have one more key.", {
      cause: error,
      hint: `The plan of the account limits their number, and deactivated ones may count: ask Mailjet's support to delete old ones, and --resume. Without a new key: ${withoutKey(context)}.`,
    });
  }
}

function withoutKey({ journal }: RotationContext): string {
  if (journal.content.plan === "emergency") return "--resume --then assisted-reset";
  return "--rollback, then --plan assisted-reset";
}

function nameOf({ options, journal }: RotationContext): string {
  return printableName(options.name ?? String(journal.content.facts["oldKeyName"] ?? "that of the old key"));
}

function unsealed(pair: { apiKey: string; apiSecret: string } | undefined, which: string): Promise<MailjetCredentials> {
  if (pair !== undefined) return givenCredentials({ ...pair });
  throw new SecretsError("INVALID_SECRET", `The ${which} pair is not among the sealed ones beside the journal.`, {
    hint: "The file may have been deleted. --rollback deactivates the new key as long as no service uses it; then begin anew.",
  });
}
