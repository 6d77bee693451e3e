import { findMailjetKeys, keysOf } from "secretlint-rule-mailjet";
import { decodeText, encodingOf, type TextEncoding, wholeCharacters } from "./decode-text.ts";
import type { ScanFinding, ScanTask } from "./scanned.ts";

/** Bytes that are looked at as one text. Longer ones come in pieces of this length. */
export const PIECE_BYTES: number = 4 * 2 ** 20;
/** How much of its surroundings a key keeps on either side where a piece ends, in characters. */
export const MARGIN: number = 16 * 2 ** 10;

/** Scans one file or object, piece by piece, so that memory does not grow with its length. */
export interface TextScanner {
  /**
   * The keys in the next bytes, which the scanner does not keep: their memory may be used again. A piece but the last
   * should have `PIECE_BYTES`. `binary`: it is none of our business, and no more need be given.
   */
  scan(bytes: Buffer, isLast: boolean): readonly ScanFinding[] | "binary";
  /** The path as it may be shown: without the values that were found. */
  shownPath(): string;
}

interface Position {
  readonly line: number;
  readonly column: number;
}

/**
 * Makes a scanner for one file. `path` helps to tell whose keys they are. A file of up to `PIECE_BYTES` is seen as a whole;
 * of a longer one each key is seen with at least `MARGIN` characters around it.
 */
export function createTextScanner(path: string, { withKeys }: ScanTask): TextScanner {
  let shownPath = path;
  let encoding: TextEncoding | undefined;
  let left: Buffer = Buffer.alloc(0);
  let kept = "";
  let base: Position = { line: 1, column: 1 };
  // Findings before this index of the next text were those of an earlier piece.
  let from = 0;

  function nextText(bytes: Buffer, isLast: boolean): string | undefined {
    const all = left.length === 0 ? bytes : Buffer.concat([left, bytes]);
    encoding ??= encodingOf(all);
    if (encoding === undefined) return undefined;
    const whole = wholeCharacters(all, encoding);
    // UTF-16 with half a unit at its end has to be cut there in any case.
    const end = isLast && encoding === "utf-8" ? all.length : whole;
    left = Buffer.from(all.subarray(end));
    const text = decodeText(all.subarray(0, end), encoding);
    // Editors do not count it as a column.
    return kept + (kept === "" && base.line === 1 && base.column === 1 ? text.replace(/^\uFEFF/, "") : text);
  }

  return {
    scan(bytes, isLast) {
      const text = nextText(bytes, isLast);
      if (text === undefined) return "binary";
      // A key near the edge of a piece is left to the piece that has its surroundings on both sides.
      const to = isLast ? text.length : Math.max(from, text.length - MARGIN);
      const found = findMailjetKeys(text, { path })
        .filter(({ index }) => index >= from && index < to)
        .map((finding): ScanFinding => {
          const { kind, line, column, length, fingerprint } = finding;
          const place = { line: base.line + line - 1, column: line === 1 ? base.column + column - 1 : column };
          const keys = keysOf(finding);
          for (const value of Object.values(keys ?? {})) shownPath = shownPath.replaceAll(value, "[redacted]");
          return { kind, ...place, length, fingerprint, ...(withKeys && keys && { keys }) };
        });
      if (!isLast) {
        const cut = cutOf(text);
        base = positionAt(text, cut, base);
        kept = text.slice(cut);
        from = to - cut;
      }
      return found;
    },
    shownPath: () => shownPath,
  };
}

/** Where the text begins that is seen again with the next piece. */
function cutOf(text: string): number {
  const cut = Math.max(0, text.length - 2 * MARGIN);
  // CR and LF are one end of a line.
  return text[cut] === "\n" && text[cut - 1] === "\r" ? cut - 1 : cut;
}

function positionAt(text: string, index: number, base: Position): Position {
  const ends = /\r\n|[\n\r]/g;
  let lines = 0;
  let start = 0;
  for (let match = ends.exec(text); match !== null && match.index < index; match = ends.exec(text)) {
    lines += 1;
    start = ends.lastIndex;
  }
  return lines === 0
    ? { line: base.line, column: base.column + index }
    : { line: base.line + lines, column: index - start + 1 };
}
