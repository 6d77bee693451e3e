import type { RotationPlan } from "../rotation-plan.ts";
import { compareKeys } from "../steps/compare-keys.ts";
import { createKey, newPair, oldPair } from "../steps/create-key.ts";
import { deactivateOld } from "../steps/deactivate-old.ts";
import { finishKey } from "../steps/finish.ts";
import { identifyKey } from "../steps/identify.ts";
import { switchStore } from "../steps/switch-store.ts";
import { trySender } from "../steps/try-sender.ts";
import { putOldBack, reactivateOld, refuseAfterFinish, withdrawNew } from "../steps/undo.ts";
import { waitForApplications } from "../steps/wait-for-applications.ts";
import { waitUntilActive } from "../steps/wait-until-active.ts";
import { waitUntilQuiet } from "../steps/wait-until-quiet.ts";

/** A new key beside the old one, both valid until the old one is silent: no outage. */
export const newSubAccount: RotationPlan = {
  name: "new-sub-account",
  needsAdministration: true,
  steps: [
    identifyKey,
    createKey,
    waitUntilActive,
    compareKeys(oldPair, newPair),
    trySender(newPair),
    switchStore(newPair),
    waitForApplications,
    waitUntilQuiet(oldPair),
    deactivateOld,
    finishKey,
  ],
  rollback: [reactivateOld, putOldBack, withdrawNew],
  refuseRollback: refuseAfterFinish,
  closing: [
    "Contacts, templates, webhooks and statistics of the old key stay with it. Mailjet's page can activate it again; --rollback is over.",
  ],
};
