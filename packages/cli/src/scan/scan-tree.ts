import type { FileToScan } from "./scan-file.ts";
import { createScanPool } from "./scan-pool.ts";
import { type ScannedBatch, type ScanTask, unreadBatch } from "./scanned.ts";
import { type UnreadPlace, type WalkOptions, walkTree } from "./walk-tree.ts";

const FILES_IN_BATCH = 64;

/** Scans the files of a walk; gives what came of them in the order of the walk, whichever is done first. */
export async function* scanTree(options: WalkOptions & ScanTask): AsyncGenerator<ScannedBatch> {
  const pool = createScanPool(options);
  const running: Promise<ScannedBatch>[] = [];
  try {
    for (const batch of batchesOf(walkTree(options))) {
      running.push("unread" in batch ? Promise.resolve(unreadBatch(batch.path, batch.unread)) : pool.scan(batch));
      if (running.length > pool.ahead) yield await (running.shift() as Promise<ScannedBatch>);
    }
    for (const each of running) yield await each;
  } finally {
    await pool.close();
  }
}

function* batchesOf(items: Iterable<FileToScan | UnreadPlace>): Generator<FileToScan[] | UnreadPlace> {
  let batch: FileToScan[] = [];
  for (const item of items) {
    if (!("unread" in item) && batch.push(item) < FILES_IN_BATCH) continue;
    if (batch.length > 0) yield batch;
    batch = [];
    if ("unread" in item) yield item;
  }
  if (batch.length > 0) yield batch;
}
