import { type MailjetCredentials, printableName, SecretsError } from "@mailjet-secrets/core";
import type { RotationContext, RotationStep } from "../rotation-step.ts";

/** Tries a mail with the new pair in sandbox mode, which checks everything and delivers nothing. */
export function trySender(newPair: (context: RotationContext) => Promise<MailjetCredentials>): RotationStep {
  return {
    name: "try-sender",
    describe: ({ options: { from } }) =>
      from === undefined
        ? "Try no mail: no sender was given (--from)."
        : `Try a mail from ${printableName(from)} with the new pair in sandbox mode; it is not delivered.`,
    async run(context) {
      const { from } = context.options;
      if (from === undefined) return { facts: { senderTried: false } };
      const mailjet = context.adminOf(await newPair(context), "the new pair");
      const { accepted, errorCode } = await mailjet.trySending({ from }, { signal: context.signal });
      if (accepted) return { facts: { senderTried: true } };
      const code = errorCode === undefined ? "" : ` (${errorCode})`;
      throw new SecretsError(
        "ACCESS_DENIED",
        `Mailjet does not let the new key send from ${printableName(from)}${code}.`,
        {
          provider: "mailjet",
          hint: "Nothing was switched. Add and validate the sender for the new key in Mailjet's page Senders & domains, then --resume; or --resume with another --from; or --rollback.",
          ...(errorCode === undefined ? {} : { mailjet: { ErrorCode: errorCode } }),
        },
      );
    },
  };
}
