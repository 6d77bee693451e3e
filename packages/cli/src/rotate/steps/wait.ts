import { pause, systemClock } from "@mailjet-secrets/core";
import type { RotationContext, StepOutcome } from "../rotation-step.ts";

/**
 * Looks until something is so, as long as `--wait` allows. `look` gives the outcome, or what is still waited for.
 * Pauses grow from one second to `longestMs`.
 */
export async function lookUntil(
  context: RotationContext,
  longestMs: number,
  look: () => Promise<StepOutcome>,
): Promise<StepOutcome> {
  const begun = systemClock.monotonic();
  let pauseMs = 1_000;
  let said = "";
  while (true) {
    const outcome = await look();
    const leftMs = context.options.waitForMs - (systemClock.monotonic() - begun);
    if (!("waitingFor" in outcome) || leftMs <= 0) return outcome;
    if (outcome.waitingFor !== said) context.dialogue.say(`Waiting for ${outcome.waitingFor}.`);
    said = outcome.waitingFor;
    await pause(Math.min(pauseMs, leftMs), context.signal, systemClock);
    pauseMs = Math.min(pauseMs * 2, longestMs);
  }
}
