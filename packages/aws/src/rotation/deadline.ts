import { type Clock, SecretsError } from "@mailjet-secrets/core";
import type { RotationContext } from "./rotation-event.ts";

/** The time that Lambda leaves to a step. */
export interface Deadline {
  /** Aborts a second before Lambda would end the function without a word. */
  readonly signal: AbortSignal;
  /** Throws `TIMEOUT` if less than this is left, in milliseconds. */
  need(ms: number): void;
  /** Forgets the timer. */
  clear(): void;
}

/** For the log, and for the answer to the caller. */
const RESERVE_MS = 1_000;

/** Starts the {@link Deadline} of a step. Without a context there is none. */
export function startDeadline(step: string, context: RotationContext | undefined, clock: Clock): Deadline {
  const controller = new AbortController();
  const leftMs = context?.getRemainingTimeInMillis?.();
  if (leftMs === undefined) return { signal: controller.signal, need() {}, clear() {} };
  const endsAt = clock.monotonic() + leftMs - RESERVE_MS;
  const cancel = clock.schedule(() => controller.abort(timeUp(step)), Math.max(0, leftMs - RESERVE_MS));
  return {
    signal: controller.signal,
    need(ms) {
      if (endsAt - clock.monotonic() < ms) throw timeUp(step);
    },
    clear: cancel,
  };
}

function timeUp(step: string): SecretsError {
  return new SecretsError("TIMEOUT", `The time of the function was up in ${step}.`, {
    hint: "Secrets Manager repeats the step. If it stays so, raise the function's Timeout: 90 seconds are enough.",
  });
}
