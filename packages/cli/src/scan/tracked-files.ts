import { existsSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import { askGit, type GitPlace } from "./git.ts";

/** The files of a repository that git has although they would be left out. */
export interface TrackedFiles {
  /** Those at or below an absolute path, in order. */
  below(path: string): readonly string[];
  /** Why git could not be asked. */
  readonly failed?: string;
}

/** The folder with `.git` in it that holds `path`, or is it. */
export function repositoryOf(path: string): string | undefined {
  for (let folder = path; ; folder = dirname(folder)) {
    if (existsSync(join(folder, ".git"))) return folder;
    if (dirname(folder) === folder) return undefined;
  }
}

/** Asks git for what it tracks in `repository` although `.gitignore` names it, or it is in `node_modules`. */
export function trackedFiles(repository: string, environment: GitPlace["environment"]): TrackedFiles {
  // Variables that a hook inherits name another repository, if this one is nested in it.
  const place = { directory: repository, environment: withoutRepository(environment) };
  const list = ["ls-files", "-z", "--cached"];
  const ignored = askGit([...list, "--ignored", "--exclude-standard"], place);
  const installed = askGit([...list, "--", ":(glob)**/node_modules/**"], place);
  const failed = ignored.failed ?? installed.failed;
  const names = `${ignored.text ?? ""}${installed.text ?? ""}`.split("\0").filter((name) => name !== "");
  const paths = [...new Set(names)].map((name) => join(repository, name)).sort();
  return {
    below: (path) => paths.filter((each) => each === path || each.startsWith(`${path}${sep}`)),
    ...(failed !== undefined && { failed }),
  };
}

function withoutRepository(environment: GitPlace["environment"]): GitPlace["environment"] {
  const {
    GIT_DIR: _directory,
    GIT_WORK_TREE: _tree,
    GIT_INDEX_FILE: _index,
    GIT_PREFIX: _prefix,
    ...rest
  } = environment;
  return rest;
}
