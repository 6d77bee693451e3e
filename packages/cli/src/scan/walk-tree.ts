import { type Dirent, readdirSync, realpathSync, type Stats, statSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import type { Surroundings } from "../surroundings.ts";
import { type IgnoreRules, withRulesOf } from "./ignore-rules.ts";
import type { FileToScan } from "./scan-file.ts";
import { repositoryOf, type TrackedFiles, trackedFiles } from "./tracked-files.ts";
import { unreadReason } from "./unread-reason.ts";

/** Something that the walk came upon and could not read. */
export interface UnreadPlace {
  readonly path: string;
  readonly unread: string;
}

/** How many places were not looked at. It grows while the walk goes on. */
export interface LeftOut {
  nodeModules: number;
  git: number;
  ignored: number;
}

export interface WalkOptions {
  /** Files and folders, relative to `directory`. */
  readonly paths: readonly string[];
  readonly directory: string;
  readonly environment: Surroundings["environment"];
  /** Whether `.gitignore` files count, and `node_modules` and `.git` are left out. */
  readonly isIgnoring: boolean;
  readonly leftOut: LeftOut;
}

/**
 * Gives the files below `paths` in the order of their names, hidden ones too. A path that is named itself is never left
 * out, nor is a file that git tracks. Links to folders are not followed, so that no loop is entered; links to files are if
 * these are elsewhere.
 */
export function* walkTree(options: WalkOptions): Generator<FileToScan | UnreadPlace> {
  const roots = [...new Set(options.paths.map((path) => resolve(options.directory, path)))];
  const walk = createWalk(options, roots);
  for (const root of roots) {
    const stats = statsOf(root);
    if (!isStats(stats)) yield { path: walk.shown(root), unread: stats };
    else if (stats.isDirectory()) yield* walk.folder(root, ...rulesAbove(root, options.isIgnoring));
    else if (stats.isFile()) yield { file: root, path: walk.shown(root) };
    else yield { path: walk.shown(root), unread: "neither a file nor a folder" };
  }
}

type Items = Generator<FileToScan | UnreadPlace>;

interface Walk {
  shown(path: string): string;
  folder(folder: string, rules: IgnoreRules | undefined, repository: string | undefined): Items;
}

function createWalk({ directory, environment, isIgnoring, leftOut }: WalkOptions, roots: readonly string[]): Walk {
  const trackedOf = new Map<string, TrackedFiles>();
  const below = directory.endsWith(sep) ? directory : `${directory}${sep}`;
  const shown = (path: string): string => {
    const name = path.startsWith(below) ? path.slice(below.length) : relative(directory, path) || ".";
    return sep === "/" ? name : name.replaceAll(sep, "/");
  };

  function* folder(path: string, above: IgnoreRules | undefined, aboveRepository: string | undefined): Items {
    const entries = entriesOf(path);
    if (typeof entries === "string") return yield { path: shown(path), unread: entries };
    const names = new Set(entries.map(({ name }) => name));
    // A repository within another one has rules of its own.
    const isNested = names.has(".git") && path !== aboveRepository;
    const repository = isNested ? path : aboveRepository;
    const outer = isNested ? undefined : above;
    const rules = isIgnoring && names.has(".gitignore") ? withRulesOf(path, outer) : outer;
    for (const entry of entries) {
      // join() takes longer than all the rest of the walk.
      const file = path.endsWith(sep) ? `${path}${entry.name}` : `${path}${sep}${entry.name}`;
      if (isIgnoring && isLeftOut(entry, file, rules)) yield* tracked(file, repository);
      else if (entry.isDirectory()) yield* folder(file, rules, repository);
      else if (entry.isFile()) yield { file, path: shown(file) };
      else if (entry.isSymbolicLink()) yield* link(file);
    }
  }

  function isLeftOut(entry: Dirent, file: string, rules: IgnoreRules | undefined): boolean {
    const isFolder = entry.isDirectory();
    if (entry.name === ".git") leftOut.git += 1;
    else if (isFolder && entry.name === "node_modules") leftOut.nodeModules += 1;
    else if (rules?.ignores(file, isFolder) === true) leftOut.ignored += 1;
    else return false;
    return true;
  }

  function* tracked(path: string, repository: string | undefined): Items {
    if (repository === undefined || path === join(repository, ".git")) return;
    let known = trackedOf.get(repository);
    if (known === undefined) {
      known = trackedFiles(repository, environment);
      trackedOf.set(repository, known);
      if (known.failed !== undefined) {
        yield {
          path: shown(repository),
          unread: `which of the left out files git tracks is not known: ${known.failed}`,
        };
      }
    }
    for (const file of known.below(path)) {
      const stats = statsOf(file);
      // What git tracks and is not there has been removed: nothing is left unread.
      if (isStats(stats) && stats.isFile()) yield { file, path: shown(file) };
    }
  }

  function* link(path: string): Items {
    const stats = statsOf(path);
    if (!isStats(stats)) return yield { path: shown(path), unread: stats };
    if (!stats.isFile()) return;
    const target = realpathSync(path);
    if (!roots.some((root) => target === root || target.startsWith(`${root}${sep}`))) {
      yield { file: path, path: shown(path) };
    }
  }

  return { shown, folder };
}

/** The rules that hold in a folder by those above it, and its repository. No rules if they would leave out the folder itself. */
function rulesAbove(root: string, isIgnoring: boolean): [IgnoreRules | undefined, string | undefined] {
  const repository = repositoryOf(root);
  if (!isIgnoring || repository === undefined || repository === root) return [undefined, repository];
  const folders: string[] = [];
  for (let folder = dirname(root); folder.length >= repository.length; folder = dirname(folder)) {
    folders.unshift(folder);
    if (folder === repository) break;
  }
  const rules = folders.reduce<IgnoreRules | undefined>((above, folder) => withRulesOf(folder, above), undefined);
  return [rules?.ignores(root, true) === true ? undefined : rules, repository];
}

function statsOf(path: string): Stats | string {
  try {
    return statSync(path);
  } catch (error) {
    return unreadReason(error);
  }
}

function isStats(stats: Stats | string): stats is Stats {
  return typeof stats !== "string";
}

function entriesOf(folder: string): readonly Dirent[] | string {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    return unreadReason(error);
  }
}
