import { findMailjetKeys, type KeyFinding, keysOf } from "secretlint-rule-mailjet";
import { decodeText, encodingOf, type TextEncoding, wholeCharacters, wideToUtf8 } from "./decode-text.ts";
import { mayHoldKeys } from "./may-hold-keys.ts";
import type { ScanFinding, ScanTask } from "./scanned.ts";
import { positionAfter, type TextPosition } from "./text-position.ts";

/** Bytes that are looked at as one text. Longer ones come in pieces of this length. */
export const PIECE_BYTES: number = 4 * 2 ** 20;
/** How much of its surroundings a key has on either side where a piece ends, in bytes. */
export const MARGIN_BYTES: number = 16 * 2 ** 10;

const LINE_FEED = 0x0a;

/** Scans one file or object, piece by piece, so that memory does not grow with its length. */
export interface TextScanner {
  /**
   * The keys in the next bytes, which the scanner does not keep: their memory may be used again. A piece but the last
   * should have `PIECE_BYTES`. `"binary"`: it is none of our business, and no more need be given.
   */
  scan(bytes: Buffer, isLast: boolean): readonly ScanFinding[] | "binary";
  /** The path as it may be shown: without the values that were found. */
  shownPath(): string;
}

/**
 * Makes a scanner for one file. `path` helps to tell whose keys they are. A file of up to `PIECE_BYTES` is seen as a whole;
 * of a longer one each key is seen with at least `MARGIN_BYTES` around it.
 */
export function createTextScanner(path: string, { withKeys }: ScanTask): TextScanner {
  let shownPath = path;
  let encoding: TextEncoding | undefined;
  // What is seen again with the next piece, where it is in the file, and how much of it has been reported on.
  let kept: Buffer = Buffer.alloc(0);
  let base: TextPosition = { line: 1, column: 1 };
  let reported = 0;

  function toFinding(finding: KeyFinding): ScanFinding {
    const { kind, line, column, length, fingerprint } = finding;
    const keys = keysOf(finding);
    for (const value of Object.values(keys ?? {})) shownPath = shownPath.replaceAll(value, "[redacted]");
    const place = { line: base.line + line - 1, column: line === 1 ? base.column + column - 1 : column };
    return { kind, ...place, length, fingerprint, ...(withKeys && keys && { keys }) };
  }

  return {
    scan(bytes, isLast) {
      encoding ??= encodingOf(bytes);
      if (encoding === undefined) return "binary";
      const charset = encoding === "latin1" ? "latin1" : "utf8";
      const added = encoding === "utf8" || encoding === "latin1" ? bytes : wideToUtf8(bytes, encoding);
      const all = kept.length === 0 ? added : Buffer.concat([kept, added]);
      // A key near the edge of a piece is left to the piece that has its surroundings on both sides.
      const end = isLast ? all.length : Math.max(reported, boundaryBefore(all, all.length - MARGIN_BYTES));
      const found = mayHoldKeys(all) ? findIn(all, { path, charset, from: reported, to: end }).map(toFinding) : [];
      if (!isLast) {
        const cut = lineBefore(all, boundaryBefore(all, end - MARGIN_BYTES));
        base = positionAfter(all.subarray(0, cut), base, charset);
        kept = Buffer.from(all.subarray(cut));
        reported = end - cut;
      }
      return found;
    },
    shownPath: () => shownPath,
  };
}

interface Range {
  readonly path: string;
  readonly charset: "utf8" | "latin1";
  /** In bytes. */
  readonly from: number;
  readonly to: number;
}

function findIn(bytes: Buffer, { path, charset, from, to }: Range): readonly KeyFinding[] {
  const found = findMailjetKeys(decodeText(bytes, charset), { path });
  if (found.length === 0 || (from === 0 && to === bytes.length)) return found;
  const [first, end] = [from, to].map((offset) => decodeText(bytes.subarray(0, offset), charset).length);
  return found.filter(({ index }) => index >= (first ?? 0) && index < (end ?? 0));
}

/** The last end of a character at or before an offset. */
function boundaryBefore(bytes: Buffer, offset: number): number {
  return wholeCharacters(bytes.subarray(0, Math.max(0, offset)));
}

/** The last start of a line at or before an offset, if there is one near: then columns need not be counted on. */
function lineBefore(bytes: Buffer, offset: number): number {
  const start = bytes.lastIndexOf(LINE_FEED, offset - 1) + 1;
  return offset > 0 && start > 0 && offset - start < MARGIN_BYTES ? start : withoutHalfLineEnd(bytes, offset);
}

/** CR and LF are one end of a line. */
function withoutHalfLineEnd(bytes: Buffer, offset: number): number {
  return bytes[offset] === LINE_FEED && bytes[offset - 1] === 0x0d ? offset - 1 : offset;
}
