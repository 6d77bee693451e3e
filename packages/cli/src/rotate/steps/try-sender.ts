import { type MailjetCredentials, SecretsError } from "@mailjet-secrets/core";
import type { RotationContext, RotationStep } from "../rotation-step.ts";

/** Tries a mail with the new pair in sandbox mode, which checks everything and delivers nothing. */
export function trySender(newPair: (context: RotationContext) => Promise<MailjetCredentials>): RotationStep {
  return {
    name: "try-sender",
    describe: ({ options: { from } }) =>
      from === undefined
        ? "Try no mail: no sender was given (--from)."
        : `Try a mail from ${from} with the new pair in sandbox mode; it is not delivered.`,
    async run(context) {
      const { from } = context.options;
      if (from === undefined) return { facts: { senderTried: false } };
      const result = await context.adminOf(await newPair(context)).trySending({ from }, { signal: context.signal });
      if (result.accepted) return { facts: { senderTried: true } };
      const code = result.errorCode === undefined ? "" : ` (${result.errorCode})`;
      throw new SecretsError("ACCESS_DENIED", `Mailjet does not let the new key send from ${from}${code}.`, {
        hint: "Nothing was switched. Add and validate the sender for the new key in Mailjet's page Senders & domains, then --resume; or --rollback.",
      });
    },
  };
}
