import { setTimeout as passes } from "node:timers/promises";
import { withNewSecret } from "@mailjet-secrets/example-support";
import type { AcceptedMessage, MailjetEmulator } from "@mailjet-secrets/testing";
import type { Application } from "./application.ts";
import type { FirstReport, LastReport } from "./reports.ts";
import type { Store } from "./stores.ts";

/** What was seen of the application with one store. */
export interface Observation {
  readonly store: Store;
  readonly first: FirstReport;
  readonly last: LastReport;
  /** Mails that Mailjet accepted, by Mailjet's own count, each of them counted once. */
  readonly sent: number;
  /** Mails that the application asked for and Mailjet never got. */
  readonly lost: number;
  /** Mails that Mailjet got more than once. */
  readonly twice: number;
}

/** Mails before the rotation, and again after it. */
const MAILS = 200;
const WRITING_MS = 1_000;
const POLL_MS = 10;

/**
 * Runs the application with one store, and resets its secret at Mailjet while it sends. Tells in words what happens.
 * `undefined`: the application ended too early; it has told why.
 */
export async function observeRotation(
  store: Store,
  application: Application,
  mailjet: MailjetEmulator,
): Promise<Observation | undefined> {
  const first = await application.first;
  if (first === undefined) return undefined;
  tell(store.provider, `The first mail was sent in ${first.firstMailMs.toFixed(0)} ms, and more follow.`);
  const accepted = (): readonly AcceptedMessage[] =>
    mailjet.messages.filter(({ apiKey }) => apiKey === store.pair.apiKey);
  await rotate(store, mailjet, async (count) => {
    const wanted = accepted().length + count;
    while (accepted().length < wanted && !application.hasEnded()) await passes(POLL_MS);
    return accepted().length >= wanted;
  });
  application.stop();
  const last = await application.last;
  if (last === undefined) return undefined;
  for (const failure of new Set(last.failures)) tell("", `A sender gave up: ${failure}`);
  return { store, first, last, ...countMails(last.asked, accepted()) };
}

/** `mails`: waits for so many more mails; `false`: the application has ended before. */
async function rotate(
  store: Store,
  mailjet: MailjetEmulator,
  mails: (count: number) => Promise<boolean>,
): Promise<void> {
  await mails(MAILS);
  const newPair = withNewSecret(store.pair);
  mailjet.resetSecret(newPair.apiKey, newPair.apiSecret);
  tell("", `After ${MAILS} mails its secret is reset at Mailjet: the old one is void at once.`);
  await passes(WRITING_MS);
  await store.write(newPair);
  tell("", `${WRITING_MS / 1_000} s later the store has the new secret, too (${store.secret}).`);
  const start = performance.now();
  if (await mails(1)) tell("", `${((performance.now() - start) / 1_000).toFixed(1)} s after that mails go out again.`);
  await mails(MAILS);
}

/** Compares what the application asked for with what Mailjet accepted. */
export function countMails(
  asked: number,
  accepted: readonly Pick<AcceptedMessage, "customId">[],
): Pick<Observation, "sent" | "lost" | "twice"> {
  const sent = new Set(accepted.map(({ customId }) => customId)).size;
  return { sent, lost: asked - sent, twice: accepted.length - sent };
}

function tell(heading: string, sentence: string): void {
  console.log(`  ${heading.padEnd(8)}${sentence}`);
}
