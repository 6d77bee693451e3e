import { pause, SecretsError } from "@mailjet-secrets/core";
import { needPending, type StepContext } from "./step-context.ts";

/** A new key can be used after some seconds. Few tries: Mailjet blocks addresses from which many log-ins fail. */
const PAUSES_MS = [2_000, 4_000, 8_000, 16_000] as const;

/** setSecret: waits until Mailjet accepts the new pair. Rejects with `CREDENTIALS_REJECTED` after five tries within 30 s. */
export async function waitUntilActive(context: StepContext): Promise<void> {
  const { signal } = context.deadline;
  const { pair } = await needPending(context);
  context.note({ pair: pair.fingerprint });
  for (let tries = 0; ; tries += 1) {
    try {
      await context.mailjet.with(pair, "The new key", (mailjet) => mailjet.countSenders({ signal }));
      return;
    } catch (error) {
      const pauseMs = PAUSES_MS[tries];
      if (!SecretsError.is(error, "CREDENTIALS_REJECTED") || pauseMs === undefined) throw error;
      context.deadline.need(pauseMs);
      await pause(pauseMs, signal, context.clock);
    }
  }
}
