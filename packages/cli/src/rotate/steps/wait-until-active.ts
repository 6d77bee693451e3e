import { type MailjetCredentials, SecretsError } from "@mailjet-secrets/core";
import { askUntilAccepted } from "@mailjet-secrets/mailjet-admin";
import type { RotationContext, RotationStep, StepOutcome } from "../rotation-step.ts";
import { newPair } from "./create-key.ts";

/** Asks Mailjet with the new pair, five times at most: a new key takes some seconds before it works. */
export const waitUntilActive: RotationStep = {
  name: "wait-until-active",
  describe: () => "Wait until Mailjet accepts the new pair (5 tries at most).",
  async run(context): Promise<StepOutcome> {
    const pair = await newPair(context);
    try {
      await askUntilAccepted(() => askOnce(context, pair, "the new pair"), context);
      return {};
    } catch (error) {
      if (!SecretsError.is(error, "CREDENTIALS_REJECTED")) throw error;
      return { waitingFor: "Mailjet to accept the new pair; try again in some minutes, not sooner" };
    }
  },
};

/** Asks Mailjet once whether it takes a pair. `whose`: for the message of `CREDENTIALS_REJECTED` and the like. */
export async function askOnce(context: RotationContext, pair: MailjetCredentials, whose: string): Promise<void> {
  await context.adminOf(pair, whose).countSenders({ signal: context.signal });
}
