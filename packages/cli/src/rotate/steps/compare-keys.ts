import { type MailjetCredentials, printableName, SecretsError, type SecretsErrorCode } from "@mailjet-secrets/core";
import type { AdminCallOptions, MailjetAdmin } from "@mailjet-secrets/mailjet-admin";
import type { RotationContext, RotationStep, StepOutcome } from "../rotation-step.ts";

type PairSource = (context: RotationContext) => Promise<MailjetCredentials>;

/** What belongs to a key alone, and is missed if the new one does not have it. */
const KINDS: Readonly<
  Record<string, (mailjet: MailjetAdmin, options: AdminCallOptions) => Promise<readonly string[]>>
> = {
  sender: async (mailjet, options) =>
    (await mailjet.listSenders(options)).filter(({ status }) => status === "Active").map(({ email }) => email),
  webhook: async (mailjet, options) =>
    (await mailjet.listWebhooks(options)).map(({ eventType, url }) => `${eventType} ${url}`),
  template: async (mailjet, options) => (await mailjet.listTemplates(options)).map(({ name }) => name),
};

/** Compares senders, webhooks and templates of both keys: a new one begins without any. */
export function compareKeys(oldPair: PairSource, newPair: PairSource): RotationStep {
  return {
    name: "compare",
    describe: () => "Compare senders, webhooks and templates of both keys, and stop if the new one lacks some.",
    async run(context): Promise<StepOutcome> {
      const missing = await missingThings(context, await oldPair(context), await newPair(context));
      if (missing.length === 0) return { facts: { missing: 0 } };
      for (const line of missing) context.dialogue.say(line);
      if (context.options.acceptDifferences === true) return { facts: { missing: missing.length } };
      return {
        waitingFor:
          "the new key to have what the old one has (add it in Mailjet's pages; a metasender serves all keys), or --accept-differences",
      };
    },
  };
}

async function missingThings(
  context: RotationContext,
  oldPair: MailjetCredentials,
  newPair: MailjetCredentials,
): Promise<readonly string[]> {
  const [oldKey, newKey] = [context.adminOf(oldPair, "the old pair"), context.adminOf(newPair, "the new pair")];
  const options = { signal: context.signal };
  const missing: string[] = [];
  for (const [kind, list] of Object.entries(KINDS)) {
    const had = await list(oldKey, options).catch(codeIf("ACCESS_DENIED", "CREDENTIALS_REJECTED", "ACCOUNT_SUSPENDED"));
    // One refused log-in is enough: Mailjet counts them.
    if (had !== "ACCESS_DENIED" && typeof had === "string")
      return ["Nothing could be compared: Mailjet refuses the old pair."];
    const has = await list(newKey, options).catch(codeIf("ACCESS_DENIED"));
    if (typeof had === "string" || typeof has === "string")
      missing.push(`The ${kind}s could not be compared: Mailjet does not list them.`);
    else
      missing.push(
        ...had
          .filter((each) => !has.includes(each))
          .map((each) => `Missing at the new key: ${kind} ${printableName(each)}`),
      );
  }
  return missing;
}

/** "Not allowed to see" is no empty list. */
function codeIf(...codes: readonly SecretsErrorCode[]): (error: unknown) => SecretsErrorCode {
  return (error) => {
    if (SecretsError.is(error) && codes.includes(error.code)) return error.code;
    throw error;
  };
}
