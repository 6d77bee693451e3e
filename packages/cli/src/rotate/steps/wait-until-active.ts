import { type MailjetCredentials, pause, SecretsError, systemClock } from "@mailjet-secrets/core";
import type { RotationContext, RotationStep, StepOutcome } from "../rotation-step.ts";
import { newPair } from "./create-key.ts";

/** Mailjet counts refused log-ins, and blocks who has too many. */
const PAUSES_MS = [2_000, 4_000, 8_000, 16_000];

/** Asks Mailjet with the new pair, five times at most: a new key takes some seconds before it works. */
export const waitUntilActive: RotationStep = {
  name: "wait-until-active",
  describe: () => "Wait until Mailjet accepts the new pair (5 tries at most).",
  async run(context): Promise<StepOutcome> {
    const mailjet = context.adminOf(await newPair(context), "the new pair");
    for (const pauseMs of PAUSES_MS) {
      if (await isAccepted(mailjet.countSenders({ signal: context.signal }))) return {};
      await pause(pauseMs, context.signal, systemClock);
    }
    if (await isAccepted(mailjet.countSenders({ signal: context.signal }))) return {};
    return { waitingFor: "Mailjet to accept the new pair; try again in some minutes, not sooner" };
  },
};

async function isAccepted(call: Promise<unknown>): Promise<boolean> {
  try {
    await call;
    return true;
  } catch (error) {
    if (SecretsError.is(error, "CREDENTIALS_REJECTED")) return false;
    throw error;
  }
}

/** Asks Mailjet once whether it takes a pair. `whose`: for the message of `CREDENTIALS_REJECTED` and the like. */
export async function askOnce(context: RotationContext, pair: MailjetCredentials, whose: string): Promise<void> {
  await context.adminOf(pair, whose).countSenders({ signal: context.signal });
}
