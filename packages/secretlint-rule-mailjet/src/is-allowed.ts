import type { LineIndex } from "./line-index.ts";

const ALLOWS = /mailjet-secrets:allow(?![\w-])/;
const LONGEST_LINE = 2_000;

/**
 * Whether a comment allows what is on a line: on that line, or on the line before unless that one has a value of its own
 * (then the comment is about that one).
 */
export function isAllowed(lines: LineIndex, line: number, valueLines: ReadonlySet<number>): boolean {
  if (ALLOWS.test(lines.textOf(line, LONGEST_LINE))) return true;
  return line > 1 && !valueLines.has(line - 1) && ALLOWS.test(lines.textOf(line - 1, LONGEST_LINE));
}
