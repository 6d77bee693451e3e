import { type Clock, pause, SecretsError, systemClock } from "@mailjet-secrets/core";

/** Few tries: Mailjet blocks addresses from which many log-ins fail. */
const PAUSES_MS = [2_000, 4_000, 8_000, 16_000] as const;

/** Options of {@link askUntilAccepted}. */
export interface AskUntilAcceptedOptions {
  /** Ends it; the promise then rejects with the signal's reason. */
  readonly signal: AbortSignal;
  /** Told before each pause how long it is, in milliseconds; what it throws ends it. Absence: nobody is told. */
  readonly beforePause?: (ms: number) => void;
  /** @default the machine's clock */
  readonly clock?: Clock;
}

/**
 * Asks with the pair of a new key until Mailjet accepts it, which takes some seconds: five times at most, within half a
 * minute. Rejects with `CREDENTIALS_REJECTED` if it never does, and at once with any other failure of `ask`.
 */
export async function askUntilAccepted(
  ask: () => Promise<unknown>,
  { signal, beforePause, clock = systemClock }: AskUntilAcceptedOptions,
): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    try {
      await ask();
      return;
    } catch (error) {
      const pauseMs = PAUSES_MS[tries];
      if (!SecretsError.is(error, "CREDENTIALS_REJECTED") || pauseMs === undefined) throw error;
      beforePause?.(pauseMs);
      await pause(pauseMs, signal, clock);
    }
  }
}
