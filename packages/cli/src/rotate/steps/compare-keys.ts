import { type MailjetCredentials, printableName, SecretsError, type SecretsErrorCode } from "@mailjet-secrets/core";
import {
  type AdminCallOptions,
  activeSenders,
  type MailjetAdmin,
  missingSenders,
} from "@mailjet-secrets/mailjet-admin";
import type { RotationContext, RotationStep, StepOutcome } from "../rotation-step.ts";

type PairSource = (context: RotationContext) => Promise<MailjetCredentials>;

/** What belongs to a key alone, and is missed if the new one does not have it: what there is, and what of it another lacks. */
interface Belongings {
  list(mailjet: MailjetAdmin, options: AdminCallOptions): Promise<readonly string[]>;
  lacking(mailjet: MailjetAdmin, had: readonly string[], options: AdminCallOptions): Promise<readonly string[]>;
}

const KINDS: Readonly<Record<string, Belongings>> = {
  sender: { list: activeSenders, lacking: missingSenders },
  webhook: belongings(async (mailjet, options) =>
    (await mailjet.listWebhooks(options)).map(({ eventType, url }) => `${eventType} ${url}`),
  ),
  template: belongings(async (mailjet, options) => (await mailjet.listTemplates(options)).map(({ name }) => name)),
};

function belongings(list: Belongings["list"]): Belongings {
  return {
    list,
    async lacking(mailjet, had, options) {
      const has = await list(mailjet, options);
      return had.filter((each) => !has.includes(each));
    },
  };
}

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
  for (const [kind, { list, lacking }] of Object.entries(KINDS)) {
    const had = await list(oldKey, options).catch(codeIf("ACCESS_DENIED", "CREDENTIALS_REJECTED", "ACCOUNT_SUSPENDED"));
    // One refused log-in is enough: Mailjet counts them.
    if (had === "CREDENTIALS_REJECTED" || had === "ACCOUNT_SUSPENDED") {
      return ["Nothing could be compared: Mailjet refuses the old pair."];
    }
    const lacks = typeof had === "string" ? had : await lacking(newKey, had, options).catch(codeIf("ACCESS_DENIED"));
    if (typeof lacks === "string") missing.push(`The ${kind}s could not be compared: Mailjet does not list them.`);
    else missing.push(...lacks.map((each) => `Missing at the new key: ${kind} ${printableName(each)}`));
  }
  return missing;
}

/** "Not allowed to see" is no empty list. */
function codeIf<Code extends SecretsErrorCode>(...codes: readonly Code[]): (error: unknown) => Code {
  return (error) => {
    const code = codes.find((each) => SecretsError.is(error, each));
    if (code !== undefined) return code;
    throw error;
  };
}
