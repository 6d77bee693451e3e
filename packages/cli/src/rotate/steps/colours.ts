import { type MailjetCredentials, requireWrite, SecretsError } from "@mailjet-secrets/core";
import { placeName, placeOf, readPlace } from "../read-store.ts";
import type { RotationContext, RotationStep } from "../rotation-step.ts";
import { askOnce } from "./wait-until-active.ts";

type Colour = "blue" | "green";

/** Finds out which of the two permanent pairs the services have. */
export const identifyColours: RotationStep = {
  name: "identify",
  describe: (context) => `Find out whether ${placeName(placeOf(context))} holds the blue pair or the green one.`,
  async run(context) {
    requireWrite(context.store.provider);
    const [current, blue, green] = [
      await readPlace(context, placeOf(context)),
      await colourPair(context, "blue"),
      await colourPair(context, "green"),
    ];
    if (blue.apiKey() === green.apiKey()) throw sameKey();
    if (!current.equals(blue) && !current.equals(green)) throw neither(context);
    const [from, to, next] = current.equals(blue) ? ["blue", "green", green] : ["green", "blue", blue];
    const fingerprints = {
      oldFingerprint: current.fingerprint,
      newFingerprint: (next as MailjetCredentials).fingerprint,
    };
    return { facts: { from: from as string, to: to as string, ...fingerprints } };
  },
};

/** Asks Mailjet once with the pair that is to be used next: nobody has used it for long. */
export const checkIdle: RotationStep = {
  name: "check-idle",
  describe: () => "Ask Mailjet once whether it accepts the idle pair.",
  async run(context) {
    await askOnce(context, await colourPairOf(context, "to"), "the idle pair");
    return {};
  },
};

/** The pair of the colour that services had, as `from`, or get, as `to`. */
export function colourPairOf(context: RotationContext, which: "from" | "to"): Promise<MailjetCredentials> {
  return colourPair(context, String(context.journal.content.facts[which]) as Colour);
}

/** Where the pair of a colour is kept. Throws `INVALID_CONFIG` if that was not given. */
export function colourPlace(context: RotationContext, colour: string): ReturnType<typeof placeOf> {
  const { blue, green } = context.options;
  if (blue !== undefined && green !== undefined) return placeOf(context, colour === "blue" ? blue : green);
  throw new SecretsError("INVALID_CONFIG", "This plan needs two secrets beside the one that services read.", {
    hint: "Each holds one of two permanent pairs, of two sub-accounts with the same senders: name them by --blue and --green.",
  });
}

function colourPair(context: RotationContext, colour: Colour): Promise<MailjetCredentials> {
  return readPlace(context, colourPlace(context, colour));
}

function sameKey(): SecretsError {
  return new SecretsError("INVALID_CONFIG", "The blue pair and the green pair are of the same key.", {
    hint: "They must be of two sub-accounts: a key has one secret key only.",
  });
}

function neither(context: RotationContext): SecretsError {
  const message = `Neither the blue pair nor the green one is in ${placeName(placeOf(context))}.`;
  return new SecretsError("INVALID_CONFIG", message, {
    hint: "Store one of the two there first: mailjet-secrets store --from <store> --from-secret <blue or green>. If its secret key was reset by hand, store that in its colour's secret, too.",
  });
}
