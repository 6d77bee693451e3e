import { availableParallelism } from "node:os";
import { setImmediate } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { createFileScanner, type FileToScan } from "./scan-file.ts";
import type { WorkerStart } from "./scan-worker.ts";
import type { ScannedBatch, ScanTask } from "./scanned.ts";

/** Scans batches of files, several at a time once there is enough work. */
export interface ScanPool {
  /** How many batches may wait for their turn. */
  readonly ahead: number;
  scan(files: readonly FileToScan[]): Promise<ScannedBatch>;
  close(): Promise<void>;
}

export interface ScanPoolOptions extends ScanTask {
  /** Worker threads. 0: everything in this one. @default the number of processors, 4 at most */
  readonly workers?: number;
}

interface Job {
  readonly files: readonly FileToScan[];
  readonly done: (batch: ScannedBatch) => void;
}

// Below this much a thread would not be started before the work is done.
const ALONE_FILES = 512;
const ALONE_BYTES = 16 * 2 ** 20;
const MAX_WORKERS = 4;
const YOUNG_GENERATION_MB = 16;

/** Starts nothing before it has much to do. */
export function createScanPool({ withKeys, workers = workersByDefault() }: ScanPoolOptions): ScanPool {
  const scanHere = createFileScanner({ withKeys });
  const waiting: Job[] = [];
  const idle: Worker[] = [];
  const all = new Set<Worker>();
  const alone = { files: 0, bytes: 0 };
  let isStarted: Promise<void> | undefined;

  async function start(): Promise<void> {
    const { WORKER_MARK, WORKER_URL } = await import("./scan-worker.ts");
    const data: WorkerStart = { mark: WORKER_MARK, withKeys };
    const resourceLimits = { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB };
    for (let count = 0; count < workers; count += 1) {
      const worker = new Worker(WORKER_URL, { workerData: data, resourceLimits });
      all.add(worker);
      idle.push(worker);
    }
  }

  function next(): void {
    while (waiting.length > 0 && idle.length > 0) {
      const [job, worker] = [waiting.shift(), idle.pop()];
      if (job !== undefined && worker !== undefined) give(job, worker);
    }
    // The last thread has died: what is left is done here.
    if (all.size === 0) for (const job of waiting.splice(0)) job.done(scanHere(job.files));
  }

  function give({ files, done }: Job, worker: Worker): void {
    const settle = (batch: ScannedBatch): void => {
      worker.off("message", received).off("error", failed);
      done(batch);
      next();
    };
    const received = (batch: ScannedBatch): void => {
      idle.push(worker);
      settle(batch);
    };
    const failed = (): void => {
      all.delete(worker);
      settle(unread(files));
    };
    worker.once("message", received).once("error", failed).postMessage(files);
  }

  return {
    ahead: workers === 0 ? 1 : workers * 4,
    async scan(files) {
      if (workers === 0 || (alone.files < ALONE_FILES && alone.bytes < ALONE_BYTES)) {
        // A bar may want to be drawn, and a signal to be heard.
        await setImmediate();
        const batch = scanHere(files);
        alone.files += batch.files;
        alone.bytes += batch.bytes;
        return batch;
      }
      isStarted ??= start();
      await isStarted;
      return await new Promise((done) => {
        waiting.push({ files, done });
        next();
      });
    },
    async close() {
      await Promise.all([...all].map((worker) => worker.terminate()));
    },
  };
}

function workersByDefault(): number {
  const processors = availableParallelism();
  return processors === 1 ? 0 : Math.min(processors, MAX_WORKERS);
}

/** A thread that ran out of memory says no more than that. */
function unread(files: readonly FileToScan[]): ScannedBatch {
  const items = files.map(({ path }) => ({ path, findings: [], unread: "the thread that scanned it has died" }));
  return { files: 0, bytes: 0, binary: 0, items };
}
