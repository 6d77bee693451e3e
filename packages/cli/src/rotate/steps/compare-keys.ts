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
      for (const line of missing) context.dialogue.say(`Missing at the new key: ${line}`);
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
  const [oldKey, newKey] = [context.adminOf(oldPair), context.adminOf(newPair)];
  const lists = Object.entries(KINDS).map(async ([kind, list]) => {
    const options = { signal: context.signal };
    const had = await list(oldKey, options).catch(
      unknownIf("ACCESS_DENIED", "CREDENTIALS_REJECTED", "ACCOUNT_SUSPENDED"),
    );
    const has = await list(newKey, options).catch(unknownIf("ACCESS_DENIED"));
    if (had === undefined || has === undefined) return [`${kind}s could not be compared: Mailjet does not list them`];
    return had.filter((each) => !has.includes(each)).map((each) => `${kind} ${printableName(each)}`);
  });
  return (await Promise.all(lists)).flat();
}

/** "Not allowed to see" is no empty list. */
function unknownIf(...codes: readonly SecretsErrorCode[]): (error: unknown) => undefined {
  return (error) => {
    if (SecretsError.is(error) && codes.includes(error.code)) return undefined;
    throw error;
  };
}
