import { placeOf } from "../read-store.ts";
import type { RotationPlan } from "../rotation-plan.ts";
import { activateLeaked, containAgain, deactivateLeaked, takeEvidence } from "../steps/contain.ts";
import { createKey, newPair } from "../steps/create-key.ts";
import { finishKey, withdrawTried } from "../steps/finish.ts";
import { identifyKey } from "../steps/identify.ts";
import { replaceSecret } from "../steps/replace-secret.ts";
import { switchStore } from "../steps/switch-store.ts";
import { trySender } from "../steps/try-sender.ts";
import { putOldBack, reactivateOld, refuseAfterFinish, refuseAfterReset, withdrawNew } from "../steps/undo.ts";
import { waitForApplications } from "../steps/wait-for-applications.ts";
import { waitUntilActive } from "../steps/wait-until-active.ts";
import { SMTP_NOTE } from "./assisted-reset.ts";

const contain = [identifyKey, takeEvidence, deactivateLeaked];

/** The leaked key is deactivated at once; then a new one is made. */
export const emergencyWithNewKey: RotationPlan = {
  name: "emergency",
  needsAdministration: true,
  steps: [
    ...contain,
    createKey,
    waitUntilActive,
    trySender(newPair),
    switchStore(newPair),
    waitForApplications,
    finishKey,
  ],
  rollback: [reactivateOld, putOldBack, withdrawNew],
  refuseRollback: refuseAfterFinish,
  closing: [
    "Mails that were queued before, and SMTP connections that are open, may still go out: ask Mailjet's support.",
  ],
};

/** The leaked key is deactivated at once; a person resets its secret key, and it is activated again. */
export const emergencyWithReset: RotationPlan = {
  name: "emergency",
  needsAdministration: true,
  steps: [
    ...contain,
    replaceSecret({
      fact: "newFingerprint",
      place: (context) => placeOf(context),
      activate: activateLeaked,
      contain: containAgain,
    }),
    waitForApplications,
    withdrawTried,
  ],
  rollback: [reactivateOld, withdrawNew],
  refuseRollback: refuseAfterReset,
  closing: [SMTP_NOTE],
};
