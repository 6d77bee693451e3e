import { resolve } from "node:path";
import { type ApplicationReporter, fileReporter, pairUse, streamReporter } from "@mailjet-secrets/core";
import type { Surroundings } from "../surroundings.ts";
import { DEFAULT_ACCOUNT } from "./credential-id.ts";
import type { Accounts } from "./read-accounts.ts";

/** In whose name, and where, the use of pairs is reported. */
export interface UseReports {
  readonly application: string;
  /** `stderr`, or the path of a file from the working directory. */
  readonly report: string;
}

/** A report is due once an hour; it is asked for more often, since timers are late. */
const LOOK_EVERY_MS = 600_000;

/** Reports that a process uses these pairs, now and hourly. Gives the function that reports their release. */
export function reportUse(
  { application, report }: UseReports,
  accounts: Accounts,
  processId: number,
  surroundings: Surroundings,
): () => void {
  const reporter = reporterFor(report, surroundings);
  const uses = [...accounts].map(([name, credentials]) => {
    const account = name === DEFAULT_ACCOUNT ? undefined : name;
    return { credentials, use: pairUse({ application, report: reporter, account, processId }) };
  });
  const note = (): void => {
    for (const { use, credentials } of uses) use.note(credentials);
  };
  note();
  const timer = setInterval(note, LOOK_EVERY_MS).unref();
  return () => {
    clearInterval(timer);
    for (const { use } of uses) use.release();
  };
}

function reporterFor(report: string, { stderr, directory }: Surroundings): ApplicationReporter {
  return report === "stderr" ? streamReporter(stderr) : fileReporter(resolve(directory, report));
}
