import { createByteReader } from "./byte-reader.ts";
import { askGit, type GitPlace, startGit } from "./git.ts";
import type { GitObject } from "./git-objects.ts";
import { scanObjects } from "./scan-objects.ts";
import { type ScannedBatch, type ScanTask, unreadBatch } from "./scanned.ts";

const WHOLE = ".";
// In this order a commit comes before those that follow from it: so the one that is named is the first that has the file.
const EVERY_OBJECT = [
  "rev-list",
  "--objects",
  "--in-commit-order",
  "--topo-order",
  "--reverse",
  "--missing=print",
  "--all",
];
const CHANGED = [
  "diff",
  "--cached",
  "--raw",
  "--no-abbrev",
  "--no-renames",
  "--no-ext-diff",
  "--ignore-submodules",
  "-z",
];
const MODE_OF_SUBMODULE = "160000";

/** Scans every version of every file in the history of all branches and tags, each content once. */
export async function* scanHistory(place: GitPlace, task: ScanTask): AsyncGenerator<ScannedBatch> {
  const { text, failed } = askGit(["rev-parse", "--is-shallow-repository"], place);
  if (failed !== undefined) return yield unreadBatch(WHOLE, failed);
  if (text?.trim() === "true") {
    yield unreadBatch(WHOLE, "the clone is shallow: what came before is not here; `git fetch --unshallow` gets it");
  }
  yield* scanListed(EVERY_OBJECT, objectsOfHistory, place, task);
}

/** Scans what a commit would change: the whole content of each such file, as it is in the index. */
export async function* scanStaged(
  paths: readonly string[],
  place: GitPlace,
  task: ScanTask,
): AsyncGenerator<ScannedBatch> {
  const literal = { ...place, environment: { ...place.environment, GIT_LITERAL_PATHSPECS: "1" } };
  // `git diff` works outside of a repository, too, but not on an index.
  const { failed } = askGit(["rev-parse", "--git-dir"], place);
  if (failed !== undefined) return yield unreadBatch(WHOLE, failed);
  yield* scanListed([...CHANGED, "--diff-filter=d", "--", ...paths], objectsOfChange, literal, task);
}

type ListObjects = (
  output: ReturnType<typeof startGit>["stdout"],
  missing: ScannedBatch[],
) => AsyncGenerator<GitObject>;

async function* scanListed(
  words: readonly string[],
  list: ListObjects,
  place: GitPlace,
  task: ScanTask,
): AsyncGenerator<ScannedBatch> {
  const call = startGit(words, place);
  const missing: ScannedBatch[] = [];
  try {
    yield* scanObjects(list(call.stdout, missing), place, task);
    yield* missing;
    const failed = await call.failed;
    if (failed !== undefined) yield unreadBatch(WHOLE, failed);
  } finally {
    call.stop();
  }
}

async function* objectsOfHistory(
  output: Parameters<ListObjects>[0],
  missing: ScannedBatch[],
): AsyncGenerator<GitObject> {
  const reader = createByteReader(output);
  let commit = "";
  for (let line = await reader.line(); line !== undefined; line = await reader.line()) {
    const [id = "", ...names] = line.split(" ");
    if (id.startsWith("?")) missing.push(unreadBatch(WHOLE, `git misses the object ${id.slice(1, 13)}`));
    else if (names.length === 0) commit = id;
    // The tree of a commit has no name.
    else if (names[0] !== "") yield { id, commit, path: asText(names.join(" ")) };
  }
}

async function* objectsOfChange(output: Parameters<ListObjects>[0]): AsyncGenerator<GitObject> {
  const chunks: Buffer[] = [];
  for await (const chunk of output) chunks.push(chunk as Buffer);
  const words = Buffer.concat(chunks).toString("latin1").split("\0");
  for (let at = 0; at + 1 < words.length; at += 2) {
    const [, mode, , id = ""] = (words[at] ?? "").split(" ");
    if (mode !== MODE_OF_SUBMODULE) yield { id, path: asText(words[at + 1] ?? "") };
  }
}

function asText(bytes: string): string {
  return Buffer.from(bytes, "latin1").toString("utf8");
}
