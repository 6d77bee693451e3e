import type { KeyPlace } from "./key-finding.ts";

/** Finds lines and columns in one text. */
export interface LineIndex {
  /** Number of the line that holds the character at `index`, from 1. */
  lineAt(index: number): number;
  /** Offset at which the line with that number begins. */
  startOf(line: number): number;
  /** The line with that number, without its end and not more than its first `most` characters. Empty if there is none. */
  textOf(line: number, most: number): string;
  /** Where a value of `length` characters at `index` stands. */
  place(index: number, length: number): KeyPlace;
}

/** Looks for the ends of lines in a text once: LF, CRLF and CR. */
export function createLineIndex(text: string): LineIndex {
  const starts = [0];
  for (const end of text.matchAll(/\r\n|[\n\r]/g)) starts.push(end.index + end[0].length);
  const startOf = (line: number): number => starts[line - 1] ?? text.length;
  const lineAt = (index: number): number => {
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= index) low = middle;
      else high = middle;
    }
    return low + 1;
  };
  return {
    lineAt,
    startOf,
    textOf(line, most) {
      const start = startOf(line);
      return text.slice(start, Math.min(startOf(line + 1), start + most)).replace(/[\r\n]{1,2}$/, "");
    },
    place(index, length) {
      const line = lineAt(index);
      return { index, line, column: index - startOf(line) + 1, length };
    },
  };
}
