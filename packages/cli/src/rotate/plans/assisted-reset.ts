import { placeOf } from "../read-store.ts";
import type { RotationPlan } from "../rotation-plan.ts";
import { identifyPair } from "../steps/identify.ts";
import { replaceSecret } from "../steps/replace-secret.ts";
import { refuseAfterReset } from "../steps/undo.ts";
import { waitForApplications } from "../steps/wait-for-applications.ts";

/** Mailjet's page resets SMTP's password later than the API's. */
export const SMTP_NOTE =
  "Through SMTP the old secret key works for another hour or more; that cannot be cut short from here.";

/** A person resets the secret key in Mailjet's page; everything else is done here. Any account can do that. */
export const assistedReset: RotationPlan = {
  name: "assisted-reset",
  needsAdministration: false,
  steps: [
    identifyPair,
    replaceSecret({
      fact: "newFingerprint",
      place: (context) => placeOf(context),
    }),
    waitForApplications,
  ],
  rollback: [],
  refuseRollback: refuseAfterReset,
  closing: [SMTP_NOTE],
};
