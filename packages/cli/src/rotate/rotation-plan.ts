import type { PlanName } from "./journal.ts";
import type { RotationContext, RotationStep } from "./rotation-step.ts";

/** A way to replace a key: its steps, and the way back. */
export interface RotationPlan {
  readonly name: PlanName;
  /** Whether it makes or deactivates keys, for which the administration pair is needed. */
  readonly needsAdministration: boolean;
  readonly steps: readonly RotationStep[];
  readonly rollback: readonly RotationStep[];
  /** Rejects with `INVALID_CONFIG` if there is no way back any more. Absence: there always is one. */
  refuseRollback?(context: RotationContext): Promise<void>;
  /** What a person has to know at the end. */
  readonly closing: readonly string[];
}
