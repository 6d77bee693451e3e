import { usageError } from "../own-ending.ts";
import type { PlanName } from "./journal.ts";
import { assistedReset } from "./plans/assisted-reset.ts";
import { blueGreen } from "./plans/blue-green.ts";
import { emergencyWithNewKey, emergencyWithReset } from "./plans/emergency.ts";
import { newSubAccount } from "./plans/new-sub-account.ts";
import type { RotateFlags } from "./rotate-options.ts";
import type { RotationPlan } from "./rotation-plan.ts";

/** The plan that is meant. Throws a usage error for one that does not exist. */
export function planFor(name: PlanName, { then = "new-sub-account" }: RotateFlags): RotationPlan {
  const plans: Readonly<Record<PlanName, RotationPlan>> = {
    "assisted-reset": assistedReset,
    "new-sub-account": newSubAccount,
    "blue-green": blueGreen,
    emergency: then === "assisted-reset" ? emergencyWithReset : emergencyWithNewKey,
  };
  if (Object.hasOwn(plans, name)) return plans[name];
  throw usageError(`--plan is one of ${Object.keys(plans).join(", ")}.`);
}
