import type { LineIndex } from "./line-index.ts";
import { classify } from "./name-of-value.ts";
import { GENERAL_WORDS, KEY_WORDS, MAILJET, OTHER_SERVICES } from "./patterns.ts";

/** Where a text speaks of Mailjet, and where it speaks of somebody else. */
export interface MailjetContext {
  /** The word is in the path, or beside the values: a few lines before the first or behind the last one. */
  isNear(start: number, end: number): boolean;
  /** The text speaks of Mailjet, and of nobody else between there and the values. */
  isAround(start: number, end: number): boolean;
  /** The values are in a section with Mailjet's name. */
  isInSection(start: number): boolean;
  /** Whether any of these, or a name of Mailjet's, can be true of a value at `index`: most hashes need no closer look. */
  isInReach(index: number): boolean;
}

const NEAR_CHARACTERS = 300;
const NEAR_LINES = 3;
const FAR_CHARACTERS = 20_000;
/** A name before the value, and another value behind it, are nearer than this. */
const LONGEST_REACH = FAR_CHARACTERS + 1_000;
const LONGEST_SECTION_LINES = 40;
const LONGEST_HEADING = 200;
const OTHERS = new RegExp(`(?:^|[^a-z])(?:${[...OTHER_SERVICES].join("|")})(?:$|[^a-z])`, "i");
const SECTION =
  /^\s*(?:-\s+)?(?:(?:export\s+)?(?:const|let|var)\s+)?["']?([\w.-]+)["']?\s*(?::|=|=>)\s*(?:[[{|>]-?|new \w+\()?\s*$/;
/** Terraform: the name behind the type. */
const BLOCK = /^\s*\w+ "[\w.-]+" "([\w.-]+)" \{\s*$/;
const TABLE = /^\s*\[+\s*["']?([\w. "'-]+?)["']?\s*\]+\s*$/;

/** Looks for Mailjet in a text, once. `undefined` if it does not occur in the text nor in the end of the path. */
export function mailjetContext(text: string, path: string, lines: () => LineIndex): MailjetContext | undefined {
  const inPath = /mailjet/i.test(path.split(/[\\/]/).slice(-2).join("/"));
  const mentions = [...text.matchAll(new RegExp(MAILJET, "gi"))].map(({ index }) => index);
  if (!inPath && mentions.length === 0) return undefined;

  const lastBefore = (index: number): number | undefined => mentions[countBelow(mentions, index) - 1];
  const firstAfter = (index: number): number | undefined => mentions[countBelow(mentions, index)];
  const isNearOf = (mention: number | undefined, index: number): boolean =>
    mention !== undefined &&
    Math.abs(mention - index) <= NEAR_CHARACTERS &&
    Math.abs(lines().lineAt(mention) - lines().lineAt(index)) <= NEAR_LINES;
  let hints: readonly number[] | undefined;
  const allHints = (): readonly number[] => {
    // Of names `mj` alone is enough.
    hints ??= [...text.matchAll(/mailjet|mj/gi)].map(({ index }) => index);
    return hints;
  };
  const isNear = (start: number, end: number): boolean =>
    isNearOf(lastBefore(end), start) || isNearOf(firstAfter(end), end) || isInside(lastBefore(end), start);

  return {
    isNear: (start, end) => isNear(start, end) || (inPath && start < NEAR_CHARACTERS),
    isAround(start, end) {
      const section = sectionsAround(lines(), start).find(({ name }) => !saysNothing(name));
      const before = lastBefore(start) ?? -1;
      const isElsewhere = section !== undefined && (before < 0 || lines().lineAt(before) < section.line - 1);
      if (isElsewhere && !isNearOf(firstAfter(end), end) && !inPath) return false;
      const between = text.slice(Math.max(before, start - 2 * NEAR_CHARACTERS, 0), start);
      if (OTHERS.test(between) && !isNearOf(firstAfter(end), end)) return false;
      const isFar = before < 0 || start - before > FAR_CHARACTERS;
      return inPath || !isFar || (firstAfter(end) ?? Number.POSITIVE_INFINITY) - end <= FAR_CHARACTERS;
    },
    isInSection: (start) => sectionsAround(lines(), start).some(({ name }) => isMailjetSection(name)),
    isInReach(index) {
      if (inPath) return true;
      const at = countBelow(allHints(), index);
      const [before, after] = [allHints()[at - 1], allHints()[at]];
      if (after !== undefined && after - index <= LONGEST_REACH) return true;
      if (before === undefined) return false;
      return index - before <= LONGEST_REACH || lines().lineAt(index) - lines().lineAt(before) <= LONGEST_SECTION_LINES;
    },
  };
}

const isInside = (mention: number | undefined, start: number): boolean => mention !== undefined && mention >= start;

function countBelow(sorted: readonly number[], bound: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}

const isMailjetSection = (name: string): boolean => /mailjet/i.test(name) && classify(name).type !== "other";
const saysNothing = (name: string): boolean =>
  name
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .every((word) => word === "" || GENERAL_WORDS.has(word) || KEY_WORDS.has(word));

/** Headings above a line in YAML, JSON, TOML, INI and code, the innermost first: each less indented than what is in it. */
function sectionsAround(lines: LineIndex, index: number): { name: string; line: number }[] {
  const start = lines.lineAt(index);
  const found: { name: string; line: number }[] = [];
  let indentation = indentationOf(lines.textOf(start, LONGEST_HEADING));
  for (let line = start - 1; line >= Math.max(1, start - LONGEST_SECTION_LINES); line -= 1) {
    const text = lines.textOf(line, LONGEST_HEADING);
    if (text.trim() === "") continue;
    const table = TABLE.exec(text)?.[1];
    const isAbove = indentationOf(text) < indentation;
    const name = table ?? (isAbove ? (SECTION.exec(text) ?? BLOCK.exec(text))?.[1] : undefined);
    if (name !== undefined) found.push({ name, line });
    if (table !== undefined) break;
    if (isAbove) indentation = indentationOf(text);
  }
  return found;
}

function indentationOf(line: string): number {
  return line.length - line.trimStart().length;
}
