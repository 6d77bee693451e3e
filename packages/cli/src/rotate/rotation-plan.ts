import type { PlanName } from "./journal.ts";
import type { RotationStep } from "./rotation-step.ts";

/** A way to replace a key: its steps, and the way back. */
export interface RotationPlan {
  readonly name: PlanName;
  /** Whether it makes or deactivates keys, for which the administration pair is needed. */
  readonly needsAdministration: boolean;
  readonly steps: readonly RotationStep[];
  readonly rollback: readonly RotationStep[];
  /** What a person has to know at the end. */
  readonly closing: readonly string[];
}
