import type { GitPlace } from "./git.ts";
import { createObjectReader, type GitObject, type ObjectHead, type ObjectReader } from "./git-objects.ts";
import { type ScanFinding, type Scanned, type ScannedBatch, type ScanTask, unreadBatch } from "./scanned.ts";
import { createTextScanner, PIECE_BYTES } from "./text-scanner.ts";

const BATCH = 256;
const NOT_READABLE = "git cannot read this object";

/**
 * Scans the contents of the git objects that are files, each streamed through one process of git. An object that git
 * cannot read is said to be unread, and the rest is still scanned.
 */
export async function* scanObjects(
  objects: AsyncIterable<GitObject>,
  place: GitPlace,
  task: ScanTask,
): AsyncGenerator<ScannedBatch> {
  const heads = resumed(place, "heads");
  const contents = resumed(place, "contents");
  const memory = Buffer.allocUnsafeSlow(PIECE_BYTES);
  try {
    for await (const batch of batchesOf(objects)) {
      const files: GitObject[] = [];
      for await (const [object, head] of heads.answers(batch)) {
        if (head === undefined) yield unreadOf(object);
        else if (head.type === "blob") files.push(object);
      }
      for await (const [object, head, reader] of contents.answers(files)) {
        // Either it is not there, or git ends in the middle of it.
        yield (head && (await scanObject(object, head, reader, memory, task))) ?? unreadOf(object);
      }
    }
  } finally {
    heads.stop();
    contents.stop();
  }
}

interface Resumed {
  answers(objects: readonly GitObject[]): AsyncGenerator<Answer>;
  stop(): void;
}

type Answer = readonly [GitObject, ObjectHead | undefined, ObjectReader];

/** A reader that is started again when an object has brought git to an end. */
function resumed(place: GitPlace, what: "contents" | "heads"): Resumed {
  let reader: ObjectReader | undefined;
  return {
    async *answers(objects: readonly GitObject[]): AsyncGenerator<Answer> {
      for (let at = 0; at < objects.length; ) {
        reader ??= createObjectReader(place, what);
        const current = reader;
        current.ask(objects.slice(at));
        for (; at < objects.length && !current.hasEnded(); at += 1) {
          const head = await current.head();
          yield [objects[at] as GitObject, head === "missing" ? undefined : head, current];
        }
        // What it was asked and did not answer is asked again.
        if (current.hasEnded()) reader = undefined;
      }
    },
    stop: () => reader?.stop(),
  };
}

function unreadOf({ path, commit }: GitObject): ScannedBatch {
  return unreadBatch(path, NOT_READABLE, commit);
}

/** `undefined`: git has ended before the content did. */
async function scanObject(
  { path, commit }: GitObject,
  { size }: ObjectHead,
  reader: ObjectReader,
  memory: Buffer,
  task: ScanTask,
): Promise<ScannedBatch | undefined> {
  const findings: ScanFinding[] = [];
  const scanner = createTextScanner(path, task);
  let isBinary = false;
  for (let read = 0, filled = 0; read < size; ) {
    const bytes = await reader.content(Math.min(size - read, memory.length - filled));
    if (bytes === undefined) return undefined;
    read += bytes.length;
    if (isBinary) continue;
    filled += bytes.copy(memory, filled);
    if (filled < memory.length && read < size) continue;
    const found = scanner.scan(memory.subarray(0, filled), read === size);
    filled = 0;
    if (found === "binary") isBinary = true;
    else findings.push(...found);
  }
  await reader.end();
  const item: Scanned = { path: scanner.shownPath(), ...(commit && { commit }), findings };
  return { files: 1, bytes: size, binary: isBinary ? 1 : 0, items: findings.length > 0 ? [item] : [] };
}

async function* batchesOf(objects: AsyncIterable<GitObject>): AsyncGenerator<readonly GitObject[]> {
  let batch: GitObject[] = [];
  for await (const object of objects) {
    if (batch.push(object) < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
