import { type MailjetCredentials, SecretsError, storeCredentials } from "@mailjet-secrets/core";
import { type Place, placeName, placeOf, readPlace } from "../read-store.ts";
import type { RotationContext, RotationStep, StepOutcome } from "../rotation-step.ts";

/** Writes the new pair where the services read, on condition that the old one is still there, and reads it back. */
export function switchStore(newPair: (context: RotationContext) => Promise<MailjetCredentials>): RotationStep {
  return {
    name: "switch",
    describe: (context) => `Write the new pair into ${placeName(placeOf(context))}, if that still holds the old one.`,
    async run(context): Promise<StepOutcome> {
      const { oldFingerprint, newFingerprint } = context.journal.content.facts;
      const next = await newPair(context);
      // What was checked by the steps before is that one.
      if (next.fingerprint !== newFingerprint) throw otherPair(next.fingerprint);
      const written = await replacePair(context, placeOf(context), next, String(oldFingerprint));
      return { facts: { ...written, switchedAt: new Date().toISOString(), ...refusedSince(context) } };
    },
  };
}

/** For how long nothing could be sent, if a leaked key was contained: it is over when the next pair is stored. */
export function refusedSince({ journal }: RotationContext): { readonly secondsRefused?: number } {
  const { containedAt } = journal.content.facts;
  return containedAt === undefined ? {} : { secondsRefused: secondsSince(String(containedAt)) };
}

/** Seconds from a moment, as ISO 8601 text, until now. 0 if a clock was set back meanwhile. */
export function secondsSince(moment: string): number {
  return Math.max(0, Math.round((Date.now() - Date.parse(moment)) / 100) / 10);
}

/**
 * Puts a pair in the place of the one with the fingerprint `expected`, and reads it back. Done already if it is there.
 * Rejects with `CONFLICT` if there is a third one.
 */
export async function replacePair(
  context: RotationContext,
  place: Place,
  next: MailjetCredentials,
  expected: string,
): Promise<{ readonly newVersion?: string }> {
  const current = await readPlace(context, place);
  if (current.equals(next)) return {};
  if (current.fingerprint !== expected) throw thirdPair(place, current.fingerprint);
  const values = { apiKey: next.apiKey(), apiSecret: next.apiSecret() };
  const { version } = await storeCredentials(place.provider, place.secret, values, {
    ifFingerprint: expected,
    signal: context.signal,
  });
  const after = await readPlace(context, place);
  if (after.equals(next)) return version === undefined ? {} : { newVersion: version };
  throw new SecretsError(
    "CONFLICT",
    `The pair was written into ${placeName(place)}, which gives ${after.fingerprint} now.`,
    {
      hint: "A store may take a moment: --resume looks again. If somebody else writes there, stop that first.",
    },
  );
}

function otherPair(fingerprint: string): SecretsError {
  return new SecretsError("CONFLICT", `The new pair is another one since the rotation began: ${fingerprint} now.`, {
    hint: "Somebody else has written there; nothing was switched. --rollback, then begin anew.",
  });
}

function thirdPair(place: Place, fingerprint: string): SecretsError {
  return new SecretsError(
    "CONFLICT",
    `Neither the old pair nor the new one is in ${placeName(place)}, but ${fingerprint}.`,
    {
      hint: "Somebody else has written there; nothing was written now. Find out who; then --rollback, or store the right pair and --resume.",
    },
  );
}
