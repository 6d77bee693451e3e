import { decodeText } from "./decode-text.ts";

/** A place in a text, from 1; columns in UTF-16 code units. */
export interface TextPosition {
  readonly line: number;
  readonly column: number;
}

const LINE_FEED = 0x0a;
const RETURN = 0x0d;

/** Where a text goes on after `bytes`, which begin at `from`. They do not end between CR and LF. */
export function positionAfter(bytes: Buffer, from: TextPosition, encoding: "utf8" | "latin1"): TextPosition {
  let lines = 0;
  let start = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] as number;
    if (byte > RETURN) continue;
    // The LF of CR LF ends the line that its CR does not.
    if (byte !== LINE_FEED && (byte !== RETURN || bytes[at + 1] === LINE_FEED)) continue;
    lines += 1;
    start = at + 1;
  }
  const length = start === bytes.length ? 0 : decodeText(bytes.subarray(start), encoding).length;
  return lines === 0
    ? { line: from.line, column: from.column + length }
    : { line: from.line + lines, column: 1 + length };
}
