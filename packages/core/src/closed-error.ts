import { SecretsError } from "./secrets-error.ts";

/** What every call gets after the factory was closed, and every call that was waiting when it was. */
export function closedError(): SecretsError {
  return new SecretsError("CLOSED", "This Mailjet client factory was closed.", {
    hint: "Create another one; close() belongs at the end of the process.",
  });
}
