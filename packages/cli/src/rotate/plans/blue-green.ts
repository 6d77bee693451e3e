import type { RotationPlan } from "../rotation-plan.ts";
import type { RotationContext, RotationStep } from "../rotation-step.ts";
import { checkIdle, colourPairOf, colourPlace, identifyColours } from "../steps/colours.ts";
import { compareKeys } from "../steps/compare-keys.ts";
import { replaceSecret } from "../steps/replace-secret.ts";
import { switchStore } from "../steps/switch-store.ts";
import { trySender } from "../steps/try-sender.ts";
import { putBack } from "../steps/undo.ts";
import { waitForApplications } from "../steps/wait-for-applications.ts";
import { waitUntilQuiet } from "../steps/wait-until-quiet.ts";
import { SMTP_NOTE } from "./assisted-reset.ts";

const fromPair = (context: RotationContext) => colourPairOf(context, "from");
const toPair = (context: RotationContext) => colourPairOf(context, "to");

const replaceIdle = replaceSecret({
  fact: "idleFingerprint",
  place: (context) => colourPlace(context, String(context.journal.content.facts["from"])),
});

/** The pair that is idle now may be reset without anybody noticing: unless that is not wanted today. */
const resetIdle: RotationStep = {
  ...replaceIdle,
  describe: (context) =>
    context.options.reset ? replaceIdle.describe(context) : "Leave the idle pair as it is (--no-reset).",
  run: async (context) => (context.options.reset ? replaceIdle.run(context) : { facts: { idleKept: true } }),
};

/** Two permanent pairs take turns; the one that is idle gets a new secret key. No outage. */
export const blueGreen: RotationPlan = {
  name: "blue-green",
  needsAdministration: false,
  steps: [
    identifyColours,
    checkIdle,
    compareKeys(fromPair, toPair),
    trySender(toPair),
    switchStore(toPair),
    waitForApplications,
    waitUntilQuiet(fromPair),
    resetIdle,
  ],
  rollback: [putBack(fromPair)],
  closing: [SMTP_NOTE],
};
