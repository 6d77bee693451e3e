import { SecretsError } from "@mailjet-secrets/core";
import type { TransportSettings } from "./transport-settings.ts";

/** Aborts the controller when the time of its request is over. Returns what takes that back. */
export function startTimeLimit(
  controller: AbortController,
  timeoutMs: number,
  { clock, provider, baseUrl }: TransportSettings,
): () => void {
  const timeout = (): SecretsError =>
    new SecretsError("TIMEOUT", `${new URL(baseUrl).origin} gave no complete answer within ${timeoutMs} ms.`, {
      provider,
      hint: "Check the server, or allow more time.",
    });
  return clock.schedule(() => controller.abort(timeout()), timeoutMs);
}
