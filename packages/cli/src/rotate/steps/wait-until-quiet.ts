import { type MailjetCredentials, SecretsError } from "@mailjet-secrets/core";
import type { RotationContext, RotationStep, StepOutcome } from "../rotation-step.ts";
import { lookUntil } from "./wait.ts";

const LONGEST_PAUSE_MS = 60_000;

/** Watches the old key fall silent: no message with it for the set time, by Mailjet's clock. */
export function waitUntilQuiet(oldPair: (context: RotationContext) => Promise<MailjetCredentials>): RotationStep {
  return {
    name: "wait-until-quiet",
    describe: ({ options: { quietForMs } }) =>
      quietForMs === 0
        ? "Do not watch the old key, whoever still sends with it (--quiet-for 0)."
        : `Watch the old key until it has sent nothing for ${inWords(quietForMs)}.`,
    async run(context) {
      // Whoever still sends is to be stopped: an attacker sends in every second.
      if (context.options.quietForMs === 0)
        return { facts: { oldKeySilent: "not known, since nobody waited (--quiet-for 0)" } };
      const mailjet = context.adminOf(await oldPair(context), "the old pair");
      return lookUntil(context, LONGEST_PAUSE_MS, async () =>
        isJustRefused(context)
          ? REFUSED_ONCE
          : look(context, mailjet).catch((error: unknown) => whenRefused(context, error)),
      );
    },
  };
}

/** A minute between the two times that it is asked: Mailjet counts refusals, and a mistake of the moment is over by then. */
const ONCE_MORE_AFTER_MS = 60_000;
const REFUSED_ONCE: StepOutcome = {
  waitingFor: "Mailjet to say once more, in a minute, that it rejects the old pair",
};

function isJustRefused({ journal }: RotationContext): boolean {
  const { oldPairRefusedAt } = journal.content.facts;
  return typeof oldPairRefusedAt === "number" && Math.abs(Date.now() - oldPairRefusedAt) < ONCE_MORE_AFTER_MS;
}

/** Whoever is not let in cannot send; but a 401 may be a mistake of the moment, and then the key is in full use. */
function whenRefused({ journal }: RotationContext, error: unknown): StepOutcome {
  if (SecretsError.is(error, "ACCOUNT_SUSPENDED")) return { facts: { oldKeySilent: "Mailjet has suspended it" } };
  if (!SecretsError.is(error, "CREDENTIALS_REJECTED")) throw error;
  if (Number(journal.content.facts["oldPairRefusedAt"] ?? 0) > 0)
    return { facts: { oldKeySilent: "Mailjet rejects its pair" } };
  journal.note({ oldPairRefusedAt: Date.now() });
  return REFUSED_ONCE;
}

async function look(context: RotationContext, mailjet: ReturnType<RotationContext["adminOf"]>): Promise<StepOutcome> {
  const { options, journal, signal } = context;
  const { quietForMs } = options;
  // Its clock is the one that counts messages, and this machine's may be wrong by hours.
  await mailjet.countSenders({ signal });
  if (journal.content.facts["oldPairRefusedAt"] !== undefined) journal.note({ oldPairRefusedAt: 0 });
  const now = mailjet.serverTime() ?? Date.now();
  // At the first look nobody knows since when it is quiet: the time runs from here, by that same clock.
  const { quietSince = now } = journal.content.facts;
  if (quietSince === now) journal.note({ quietSince: now });
  const count = await mailjet.countMessages({ from: Math.max(now - quietForMs, Number(quietSince)) }, { signal });
  if (count > 0) {
    journal.note({ quietSince: now });
    return {
      waitingFor: `the old key to fall silent: ${count} ${count === 1 ? "message" : "messages"} with it within the last ${inWords(quietForMs)}`,
    };
  }
  const leftMs = Number(quietSince) + quietForMs - now;
  if (leftMs <= 0) return { facts: { oldKeySilent: `for ${inWords(quietForMs)}` } };
  return { waitingFor: `the old key to stay silent for ${inWords(leftMs)} more` };
}

function inWords(ms: number): string {
  if (ms >= 3_600_000) return `${Math.ceil(ms / 360_000) / 10} h`;
  return ms >= 60_000 ? `${Math.ceil(ms / 60_000)} min` : `${Math.ceil(ms / 1_000)} s`;
}
