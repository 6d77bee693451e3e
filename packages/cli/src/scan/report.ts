import type { ProbeOutcome } from "../mailjet-probe.ts";
import type { ScanFinding } from "./scanned.ts";
import type { LeftOut } from "./walk-tree.ts";

/** What Mailjet says of a found key. `not-asked`: half a pair, or the bound on wrong ones was reached. */
export type Verification = ProbeOutcome | "not-asked";

/** A finding as it is reported: nothing of its value, nor of what stands around it. */
export interface ReportedFinding extends Omit<ScanFinding, "keys"> {
  readonly path: string;
  /** In a history: the commit that introduced this version of the file. */
  readonly commit?: string;
  /** Absent unless Mailjet was to be asked. */
  readonly verification?: Verification;
}

/** A place that could not be read. */
export interface ReportedGap {
  readonly path: string;
  readonly reason: string;
}

/** What a scan comes to. */
export interface ScanSummary {
  readonly findings: number;
  /** Findings that the baseline knows, which are not reported. */
  readonly known: number;
  readonly unread: number;
  readonly files: number;
  readonly bytes: number;
  readonly binary: number;
  readonly leftOut: LeftOut;
}

/** Writes a report in one format. */
export interface Reporter {
  finding(finding: ReportedFinding): void;
  unread(gap: ReportedGap): void;
  end(summary: ScanSummary): void;
}

/** Prints a line or document as data. */
export type Print = (text: string) => void;
