import { type MailjetCredentials, printableName, SecretsError } from "@mailjet-secrets/core";
import { activeSenders, missingSenders } from "@mailjet-secrets/mailjet-admin";
import { needPending, readCurrent, type StepContext } from "./step-context.ts";

/**
 * testSecret: logs in once with the new pair, tries the address that is configured, and compares what the old key and the
 * new one may send from. Rejects with `INVALID_CONFIG` that lists the addresses that are missing.
 */
export async function testPair(context: StepContext): Promise<void> {
  const { sender, acceptMissingSenders = false } = context.options;
  const { signal } = context.deadline;
  const { pair } = await needPending(context);
  const current = await readCurrent(context);
  context.note({ pair: pair.fingerprint, currentPair: current.pair.fingerprint });
  await context.mailjet.with(pair, "The new key", (mailjet) => mailjet.countSenders({ signal }));
  if (sender !== undefined) await tryAddress(context, pair, sender);
  // Secrets Manager also tests when rotation is switched on, with a copy of what is there.
  const addresses = pair.equals(current.pair) ? [] : await oldSenders(context, current.pair);
  const missing = await context.mailjet.with(pair, "The new key", (mailjet) =>
    missingSenders(mailjet, addresses, { signal }),
  );
  if (missing.length === 0) return;
  context.note({ missingSenders: missing });
  if (!acceptMissingSenders) throw notAllowed(missing);
}

async function tryAddress(context: StepContext, pair: MailjetCredentials, from: string): Promise<void> {
  const { signal } = context.deadline;
  const { accepted, errorCode } = await context.mailjet.with(pair, "The new key", (mailjet) =>
    mailjet.trySending({ from }, { signal }),
  );
  if (accepted) return;
  const code = errorCode === undefined ? "" : ` (${printableName(errorCode)})`;
  throw new SecretsError(
    "INVALID_CONFIG",
    `Mailjet would not take a mail from ${printableName(from)} with the new key (pair ${pair.fingerprint})${code}.`,
    { hint: "Validate the address for the new key, or for all keys of the account, then repeat the rotation." },
  );
}

/** What the old key may send from; nothing if it cannot be asked, since a rotation may follow on its deactivation. */
async function oldSenders(context: StepContext, pair: MailjetCredentials): Promise<readonly string[]> {
  const { signal } = context.deadline;
  try {
    return await context.mailjet.with(pair, "The current key", (mailjet) => activeSenders(mailjet, { signal }));
  } catch (error) {
    if (!SecretsError.is(error, "CREDENTIALS_REJECTED") && !SecretsError.is(error, "ACCOUNT_SUSPENDED")) throw error;
    context.note({ sendersCompared: false });
    return [];
  }
}

function notAllowed(missing: readonly string[]): SecretsError {
  const addresses = missing.map(printableName).join(", ");
  return new SecretsError("INVALID_CONFIG", `The new key may not send from ${addresses}, as the current one may.`, {
    hint: "Validate them for the new key, or for all keys of the account, then repeat the rotation; or accept it: MAILJET_ROTATION_ACCEPT_MISSING_SENDERS=1.",
  });
}
