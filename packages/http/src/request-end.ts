import { SecretsError } from "@mailjet-secrets/core";
import type { TransportRequest } from "./transport.ts";
import { checkLimit, type TransportSettings } from "./transport-settings.ts";

/**
 * Aborts the controller when the caller's signal does, or when the request's time is over. Returns what takes both back.
 * Throws `TypeError` for a time that is none.
 */
export function endInTime(
  controller: AbortController,
  request: TransportRequest,
  settings: TransportSettings,
): () => void {
  const { signal, timeoutMs = settings.timeoutMs } = request;
  checkLimit("timeoutMs", timeoutMs);
  const abort = (): void => controller.abort(signal.reason);
  if (signal.aborted) abort();
  signal.addEventListener("abort", abort, { once: true });
  const stopTimer = settings.clock.schedule(() => controller.abort(timeout(settings, timeoutMs)), timeoutMs);
  return () => {
    stopTimer();
    signal.removeEventListener("abort", abort);
  };
}

function timeout({ provider, baseUrl }: TransportSettings, timeoutMs: number): SecretsError {
  return new SecretsError("TIMEOUT", `${new URL(baseUrl).origin} gave no complete answer within ${timeoutMs} ms.`, {
    provider,
    hint: "Check the server, or allow more time.",
  });
}
