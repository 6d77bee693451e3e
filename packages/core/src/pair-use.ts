import type { ApplicationReport, ApplicationReporter } from "./application-report.ts";
import { type Clock, systemClock } from "./clock.ts";
import { startAge } from "./entry-age.ts";
import type { MailjetCredentials } from "./mailjet-credentials.ts";
import { printableName } from "./printable-name.ts";

/** Who uses pairs, and who is told of it. */
export interface PairUseOptions {
  /** Name of the application. */
  readonly application: string;
  readonly report: ApplicationReporter;
  /** Tells several users in one process apart: 8 hex digits. @default random ones */
  readonly instance?: string | undefined;
  /** Name of the account. Absence: the default one. */
  readonly account?: string | undefined;
  /** The process that uses the pairs. @default this one */
  readonly processId?: number | undefined;
  /** For tests. @default the machine's clock */
  readonly clock?: Clock;
}

/** What an application tells of its use of one account's pairs. */
export interface PairUse {
  /** Says which pair is served now. Reports it if it is another than before, or if the last report is an hour old. */
  note(credentials: Pick<MailjetCredentials, "fingerprint" | "provider" | "version">): void;
  /** Reports that no pair is served any more. Nothing if none ever was; nothing is reported afterwards. */
  release(): void;
}

/** Half of what `inventory` takes for silence. */
const REPORT_EVERY_MS = 3_600_000;

/** Creates the reports of one account's use. Neither method throws, whatever the reporter does. */
export function pairUse(options: PairUseOptions): PairUse {
  const { clock = systemClock } = options;
  const subject = subjectOf(options);
  let last: Pick<ApplicationReport, "fingerprint" | "provider" | "version"> | undefined;
  let ageMs = (): number => 0;
  let isReleased = false;

  const send = (event: ApplicationReport["event"], details: Pick<ApplicationReport, "fingerprint" | "provider">) => {
    ageMs = startAge(clock);
    const report = { event, ...subject, ...details, time: new Date(clock.now()).toISOString() };
    deliver(options.report, Object.freeze(report));
  };
  return {
    note({ fingerprint, provider, version }) {
      const isSame = last?.fingerprint === fingerprint;
      if (isReleased || (isSame && ageMs() < REPORT_EVERY_MS)) return;
      const previous = isSame || last === undefined ? {} : { previousFingerprint: last.fingerprint };
      last = { fingerprint, provider, ...(version === undefined ? {} : { version: printableName(version) }) };
      send("mailjet-secrets.in-use", { ...last, ...previous });
    },
    release() {
      if (last !== undefined && !isReleased) send("mailjet-secrets.released", last);
      isReleased = true;
    },
  };
}

/** Tells the users in one process apart. */
export function newInstance(): string {
  // Not imported at the top: most processes report nothing.
  return process.getBuiltinModule("node:crypto").randomBytes(4).toString("hex");
}

function subjectOf({ application, instance = newInstance(), account, processId = process.pid }: PairUseOptions) {
  return {
    application,
    host: hostname(),
    processId,
    instance,
    ...(account === undefined ? {} : { account: printableName(account) }),
  };
}

function hostname(): string {
  try {
    return process.getBuiltinModule("node:os").hostname();
  } catch {
    return "unknown"; // a sandbox may forbid the question
  }
}

function deliver(reporter: ApplicationReporter, report: ApplicationReport): void {
  try {
    const result: unknown = reporter(report);
    Promise.resolve(result).catch(() => {});
  } catch {
    // Mail is sent all the same.
  }
}
