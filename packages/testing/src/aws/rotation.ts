import { AwsRefusal } from "./answer.ts";
import type { StoredSecret } from "./secret-store.ts";
import { attach } from "./versions.ts";

const PENDING = "AWSPENDING";

/** What `RotateSecret` asks for. */
export interface RotationRequest {
  /** Id of the version that the rotation makes. */
  readonly id: string;
  /** Absence: the function that is set already. */
  readonly lambda: string | undefined;
  readonly rules: unknown;
  /** Whether a rotation begins at once. */
  readonly now: boolean;
}

/**
 * Switches rotation on, and announces the version that it is to make: `AWSPENDING` is on an id that has no value. The
 * function is not called: that is left to the test.
 */
export function requestRotation(secret: StoredSecret, { id, lambda, rules, now }: RotationRequest): void {
  const function_ = lambda ?? secret.rotation?.lambda;
  if (function_ === undefined) {
    throw invalid("No Lambda rotation function ARN is associated with this secret.");
  }
  const pending = secret.labels.get(PENDING);
  if (pending !== undefined && pending !== id && pending !== secret.labels.get("AWSCURRENT")) {
    throw invalid("A previous rotation isn't complete. That rotation will be reattempted.");
  }
  const known = typeof rules === "object" && rules !== null ? { ...rules } : secret.rotation?.rules;
  secret.rotation = { lambda: function_, rules: known ?? {} };
  if (now) attach(secret, PENDING, id);
}

/** Switches rotation off; a version that was announced keeps its label, as AWS says. */
export function cancelRotation(secret: StoredSecret): void {
  delete secret.rotation;
}

function invalid(message: string): AwsRefusal {
  return new AwsRefusal("InvalidRequestException", message);
}
