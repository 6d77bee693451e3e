import { printableName, SecretsError } from "@mailjet-secrets/core";

/** What Secrets Manager calls the function with. */
export interface RotationEvent {
  /** `createSecret`, `setSecret`, `testSecret` or `finishSecret`. */
  readonly Step: string;
  /** ARN of the secret. */
  readonly SecretId: string;
  /** Id of the version that the rotation makes. */
  readonly ClientRequestToken: string;
  /** Proof of the caller's identity for rotations of another account's secret; passed on. Absence: not needed. */
  readonly RotationToken?: string;
}

/** What is used of the context that Lambda gives. */
export interface RotationContext {
  /** Milliseconds until Lambda ends the function. Absence: nothing ends a step but its own time limits. */
  readonly getRemainingTimeInMillis?: () => number;
}

/** A function for Lambda. Rejects with a `SecretsError` that holds no value, or resolves when the step is done. */
export type RotationHandler = (event: RotationEvent, context?: RotationContext) => Promise<void>;

/** A step of a rotation. */
export type RotationStep = "createSecret" | "setSecret" | "testSecret" | "finishSecret";

const STEPS: readonly string[] = ["createSecret", "setSecret", "testSecret", "finishSecret"] satisfies RotationStep[];
const TOKEN = /^[\w-]{32,64}$/;

/** Throws `INVALID_CONFIG` for an event that is not one of Secrets Manager's rotations. */
export function checkEvent(event: unknown): asserts event is RotationEvent & { readonly Step: RotationStep } {
  const { Step, SecretId, ClientRequestToken, RotationToken } = (event ?? {}) as Partial<Record<string, unknown>>;
  if (typeof Step !== "string" || typeof SecretId !== "string" || SecretId === "") {
    throw invalid("The event is not one of a rotation: Step or SecretId is missing.");
  }
  if (!STEPS.includes(Step)) throw invalid(`The rotation has no step "${printableName(Step.slice(0, 40))}".`);
  if (typeof ClientRequestToken !== "string" || !TOKEN.test(ClientRequestToken)) {
    throw invalid("The ClientRequestToken of the event is not the id of a version.");
  }
  if (RotationToken !== undefined && RotationToken !== null && typeof RotationToken !== "string") {
    throw invalid("The RotationToken of the event is no text.");
  }
}

function invalid(message: string): SecretsError {
  return new SecretsError("INVALID_CONFIG", message, {
    provider: "aws",
    hint: `Let Secrets Manager call the function, with one of the steps ${STEPS.join(", ")}.`,
  });
}
