import { type MailjetCredentials, SecretsError } from "@mailjet-secrets/core";
import type { Facts } from "../journal.ts";
import { type Place, placeName, readPlace } from "../read-store.ts";
import type { RotationContext, RotationStep, StepOutcome } from "../rotation-step.ts";
import { refusedSince, replacePair, secondsSince } from "./switch-store.ts";
import { takeSecret } from "./take-secret.ts";
import { askOnce } from "./wait-until-active.ts";

/** Which pair gets another secret key. */
export interface ReplaceSecret {
  /** The journal's fact that holds the fingerprint of the new pair: that of the services, or of the idle colour. */
  readonly fact: "newFingerprint" | "idleFingerprint";
  place(context: RotationContext): Place;
  /** Makes the key such that Mailjet can be asked with it. Absence: it is. */
  activate?(context: RotationContext): Promise<void>;
  /** Takes that back as long as it is not known whether the secret key was reset. Absence: there is nothing to take back. */
  contain?(context: RotationContext): Promise<void>;
}

/**
 * Takes the new secret key that a person has made in Mailjet's page, asks Mailjet once, and writes it in the place of the
 * old one. One step, since the secret key is held in memory only: after a kill it is asked for again.
 */
export function replaceSecret(what: ReplaceSecret): RotationStep {
  return {
    name: "replace-secret",
    describe: (context) =>
      `Take the new secret key that you make in Mailjet's page, check it once, and write it into ${placeName(what.place(context))}.`,
    async run(context): Promise<StepOutcome> {
      const { facts } = context.journal.content;
      const place = what.place(context);
      const old = await readPlace(context, place);
      // Written by a run that was killed before it could say so.
      if (old.fingerprint === facts[what.fact]) return {};
      if (old.fingerprint !== facts["oldFingerprint"]) throw changedMeanwhile(place);
      // A run that was killed may have left it active.
      await what.contain?.(context);
      const isInUse = what.fact === "newFingerprint";
      // Whoever gives it on standard input may have reset it long before.
      if (isInUse && context.dialogue.isInteractive) noteAsked(context);
      const taken = await takeSecret(context, { old, isInUse, check: (pair) => check(context, what, pair) });
      if (taken === undefined) {
        if (isInUse) noteAsked(context);
        return { waitingFor: "the new secret key: reset it in Mailjet's page, and give it on standard input" };
      }
      const { credentials, givenAt } = taken;
      context.journal.note({ [what.fact]: credentials.fingerprint });
      await write(context, place, credentials, old.fingerprint);
      return isInUse ? { facts: gap(context, givenAt) } : {};
    },
  };
}

async function check(context: RotationContext, what: ReplaceSecret, pair: MailjetCredentials): Promise<void> {
  try {
    await what.activate?.(context);
    await askOnce(context, pair, "the pair with the secret key that was given");
  } catch (error) {
    await what.contain?.(context);
    throw error;
  }
}

/** The store may be down for the moment, and Mailjet shows the secret key only once: it is held as long as somebody is there. */
async function write(
  context: RotationContext,
  place: Place,
  pair: MailjetCredentials,
  expected: string,
): Promise<void> {
  const { dialogue } = context;
  while (true) {
    try {
      await replacePair(context, place, pair, expected);
      return;
    } catch (error) {
      if (!SecretsError.is(error)) throw error;
      if (!dialogue.isInteractive) throw notWritten(error, place);
      dialogue.say(`${error.code}: ${error.message}`);
      if (!(await dialogue.ask("It is not stored. Try again? The secret key is held until you say no."))) {
        throw notWritten(error, place);
      }
    }
  }
}

function notWritten(error: SecretsError, place: Place): SecretsError {
  return new SecretsError(error.code, `The new secret key is not stored. ${error.message}`, {
    cause: error,
    hint: `Until it is, ${placeName(place)} holds one that Mailjet refuses. Resume at once, with the same secret key on standard input (rotate --resume); if you do not have it any more, reset it once more.`,
  });
}

function changedMeanwhile(place: Place): SecretsError {
  const message = `The pair that the rotation began with is not in ${placeName(place)} any more.`;
  return new SecretsError("CONFLICT", message, {
    hint: "Somebody else has written there; nothing was written now. Find out who, then --rollback, and begin anew if it is still needed.",
  });
}

/** Kept through a kill: the reset may have been made when it was asked for first. */
function noteAsked({ journal }: RotationContext): void {
  if (journal.content.facts["resetAskedAt"] === undefined) journal.note({ resetAskedAt: new Date().toISOString() });
}

/** For how long services may have been refused, as far as that can be known from here. */
function gap(context: RotationContext, givenAt: number): Facts {
  const { resetAskedAt, containedAt } = context.journal.content.facts;
  return {
    secondsSinceGiven: Math.round((performance.now() - givenAt) / 100) / 10,
    // After a containment they were refused before anybody was asked.
    ...(resetAskedAt !== undefined && containedAt === undefined
      ? { secondsSinceAsked: secondsSince(String(resetAskedAt)) }
      : {}),
    ...refusedSince(context),
  };
}
