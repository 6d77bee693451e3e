import { exitCodeOf, isSecretsError } from "../exit-codes.ts";
import type { Step } from "./report.ts";

/** The step that ended with this error. Throws it on if it is none of this library. */
export function failedStep(error: unknown): Step {
  if (!isSecretsError(error)) throw error;
  const { code, hint, message } = error;
  // The hint is part of the message, and stands in a line of its own here.
  const text = hint !== undefined && message.endsWith(hint) ? message.slice(0, -hint.length).trimEnd() : message;
  return { status: "failed", text, code, exitCode: exitCodeOf(error), ...(hint === undefined ? {} : { hint }) };
}
