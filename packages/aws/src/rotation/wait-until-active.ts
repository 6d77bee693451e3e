import { askUntilAccepted } from "@mailjet-secrets/mailjet-admin";
import { needPending, type StepContext } from "./step-context.ts";

/** setSecret: waits until Mailjet accepts the new pair. Rejects with `CREDENTIALS_REJECTED` after five tries within 30 s. */
export async function waitUntilActive(context: StepContext): Promise<void> {
  const { signal, need } = context.deadline;
  const { pair } = await needPending(context);
  context.note({ pair: pair.fingerprint });
  const ask = (): Promise<unknown> =>
    context.mailjet.with(pair, "The new key", (mailjet) => mailjet.countSenders({ signal }));
  await askUntilAccepted(ask, { signal, beforePause: need, clock: context.clock });
}
