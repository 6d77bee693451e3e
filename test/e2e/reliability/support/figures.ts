import type { MailjetEmulator } from "@mailjet-secrets/testing";
import type { SendReport } from "./sender-process.ts";
import type { Store } from "./stores.ts";

/** What became of the mails of one scenario. */
export interface Figures {
  /** Mails that the application wanted to send. */
  readonly mails: number;
  /** Mails of which the application believes that they are out, and the outbox does not hold them. */
  readonly lost: number;
  /** Mails that went out more often than once. */
  readonly twice: number;
  /** Mails of which the application was told an error, and they went out all the same. */
  readonly outInSpiteOfError: number;
  /** Mails that were given up, after an error that the application saw. */
  readonly givenUp: number;
  /** Attempts that failed with an error that the application saw. */
  readonly failedAttempts: number;
  readonly storeReads: number;
  /** Answers of Mailjet with status 401. */
  readonly rejections: number;
}

/** One process' order with its outcome. */
export interface Sent extends Pick<SendReport, "asked" | "failures" | "givenUp"> {
  readonly prefix: string;
}

/** Compares what the processes report with what the emulated Mailjet has in its outbox, and prints it in one line. */
export function settleAccounts(
  scenario: string,
  mailjet: MailjetEmulator,
  store: Store,
  reports: readonly Sent[],
): Figures {
  const delivered = new Map<string, number>();
  for (const { customId = "" } of mailjet.messages) delivered.set(customId, (delivered.get(customId) ?? 0) + 1);
  const givenUp = new Set(reports.flatMap((report) => report.givenUp));
  const asked = reports.flatMap(({ prefix, asked: count }) =>
    Array.from({ length: count }, (_, number) => `${prefix}-${number}`),
  );
  const figures = {
    mails: asked.length,
    lost: asked.filter((customId) => !delivered.has(customId) && !givenUp.has(customId)).length,
    twice: [...delivered.values()].filter((times) => times > 1).length,
    outInSpiteOfError: [...givenUp].filter((customId) => delivered.has(customId)).length,
    givenUp: givenUp.size,
    failedAttempts: reports.flatMap(({ failures }) => Object.values(failures)).reduce((sum, count) => sum + count, 0),
    storeReads: store.reads(),
    rejections: mailjet.received.filter(({ status }) => status === 401).length,
  };
  process.stdout.write(`${lineOf(`${scenario}, ${store.name}`, figures)}\n`);
  return figures;
}

function lineOf(scenario: string, figures: Figures): string {
  const { mails, lost, twice, givenUp, failedAttempts, storeReads, rejections } = figures;
  const numbers = Object.entries({
    sends: mails,
    lost,
    duplicates: twice,
    "given up": givenUp,
    "failed attempts": failedAttempts,
    "store reads": storeReads,
    "Mailjet 401s": rejections,
  });
  return `reliability: ${scenario}: ${numbers.map(([name, number]) => `${name} ${number.toLocaleString("en")}`).join(", ")}`;
}
