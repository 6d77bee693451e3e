import type { RotationContext, RotationStep } from "./rotation-step.ts";

/**
 * Runs the steps that are not done, each after `announce`. Resolves with what is waited for, or nothing if all are done.
 * Rejects as a step does, or with the signal's reason between two.
 */
export async function runSteps(
  steps: readonly RotationStep[],
  context: RotationContext,
  announce: (step: RotationStep) => void,
): Promise<string | undefined> {
  for (const step of steps) {
    if (context.journal.isDone(step.name) && step.isOpenAgain?.(context) !== true) continue;
    context.signal.throwIfAborted();
    announce(step);
    const outcome = await step.run(context);
    if ("waitingFor" in outcome) return outcome.waitingFor;
    context.journal.complete(step.name, outcome.facts);
  }
  return undefined;
}
