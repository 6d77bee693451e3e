import { readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import ignore, { type Ignore } from "ignore";

/** The rules of a `.gitignore` file, and of those above it. */
export interface IgnoreRules {
  /** Whether they name the file or folder at this absolute path, which is below the folder that they stand in. */
  ignores(path: string, isFolder: boolean): boolean;
}

// It remembers every path that it was asked about.
const ASKED_AT_MOST = 20_000;

/** Adds the rules of a folder's `.gitignore` to those above it, over which they win. A folder without one adds none. */
export function withRulesOf(folder: string, above: IgnoreRules | undefined): IgnoreRules | undefined {
  const rules = readRules(join(folder, ".gitignore"));
  if (rules === undefined) return above;
  let asked = 0;
  let matcher = createMatcher(rules);
  return {
    ignores(path, isFolder) {
      asked += 1;
      if (asked % ASKED_AT_MOST === 0) matcher = createMatcher(rules);
      const name = relative(folder, path).replaceAll(sep, "/");
      const { ignored, unignored } = matcher.test(isFolder ? `${name}/` : name);
      return ignored || (!unignored && (above?.ignores(path, isFolder) ?? false));
    },
  };
}

function createMatcher(rules: string): Ignore {
  // As git has it on most systems; where it has not, more is read than need be.
  return ignore({ ignorecase: false, allowRelativePaths: true }).add(rules);
}

function readRules(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    // A folder without rules: then nothing is left out. If it is unreadable, the walk says so.
    return undefined;
  }
}
