import type { FoundKeys, KeyKind } from "secretlint-rule-mailjet";

/** A key in a file or a git object. Plain data, so that it may come from a worker thread. */
export interface ScanFinding {
  readonly kind: KeyKind;
  /** Line and column, from 1; columns in UTF-16 code units. */
  readonly line: number;
  readonly column: number;
  /** Number of UTF-16 code units. */
  readonly length: number;
  readonly fingerprint: string;
  /** The values, to ask Mailjet. Absent unless they were asked for: a report has no use for them. */
  readonly keys?: FoundKeys;
}

/** What came of one file or git object. */
export interface Scanned {
  /** As it is shown: relative, with slashes. */
  readonly path: string;
  /** The commit that introduced it, in a history. */
  readonly commit?: string;
  readonly findings: readonly ScanFinding[];
  /** Why it, or a part of it, could not be read. */
  readonly unread?: string;
}

/** What came of several. */
export interface ScannedBatch {
  readonly files: number;
  readonly bytes: number;
  /** How many of the files are binary, and were passed over. */
  readonly binary: number;
  /** Those with something to say. */
  readonly items: readonly Scanned[];
}

/** What a scan is to do with every file. */
export interface ScanTask {
  /** Whether findings carry their values. */
  readonly withKeys: boolean;
}

/** A batch of one thing that could not be read. */
export function unreadBatch(path: string, unread: string, commit?: string): ScannedBatch {
  return { files: 0, bytes: 0, binary: 0, items: [{ path, findings: [], unread, ...(commit && { commit }) }] };
}
