import { printableName } from "./printable-name.ts";

/** What an application says about the pair that it uses: enough to find it again, and no value. One line of JSON in a log. */
export interface ApplicationReport {
  /** `in-use`: it serves this pair from now on, or still. `released`: it has closed, and serves none any more. */
  readonly event: "mailjet-secrets.in-use" | "mailjet-secrets.released";
  /** The name that the application was given. */
  readonly application: string;
  /** Name of the machine, container or pod. */
  readonly host: string;
  readonly processId: number;
  /** Tells factories of one process apart, and processes that got the same number: 8 random hex digits. */
  readonly instance: string;
  /** Name of the account. Absence: the default one. */
  readonly account?: string;
  /** The pair, as everywhere: first 8 hex digits of the SHA-256 of `key:secret`. */
  readonly fingerprint: string;
  /** The pair that was used before. Absence: none was, or it is still the same one. */
  readonly previousFingerprint?: string;
  /** Name of the provider that the pair came from. */
  readonly provider: string;
  /** The store's version, where it has versions. */
  readonly version?: string;
  /** When this was said, as in RFC 3339. */
  readonly time: string;
}

/**
 * Takes a report somewhere. It is called when a pair is taken into use, not at every call, and should return soon. What it
 * throws, and a promise of it that rejects, is left aside: a mail does not fail because of a report.
 */
export type ApplicationReporter = (report: ApplicationReport) => void;

const LONGEST_NAME = 128;

/** What the name of an application must be, for messages. */
export const APPLICATION_NAME: string = `a name of 1 to ${LONGEST_NAME} printable characters in one line, and no key`;

/** Whether a text can be the name of an application: it is to stand in logs and tables. */
export function isApplicationName(name: unknown): boolean {
  if (typeof name !== "string" || name.trim() === "" || name.length > LONGEST_NAME) return false;
  return printableName(name) === name;
}
