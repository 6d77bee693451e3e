import { parentPort, workerData } from "node:worker_threads";
import { createFileScanner, type FileToScan } from "./scan-file.ts";

/** Address of the file that a worker thread has to run: this one, wherever it ends up when packages are built. */
export const WORKER_URL: URL = new URL(import.meta.url);
/** Tells a worker thread that it is ours: this file is also loaded by the main thread. */
export const WORKER_MARK = "mailjet-secrets scan";

/** What a worker thread is started with. */
export interface WorkerStart {
  readonly mark: typeof WORKER_MARK;
  readonly withKeys: boolean;
}

function serve(): void {
  const start = workerData as Partial<WorkerStart> | null;
  if (start?.mark !== WORKER_MARK) return;
  const scan = createFileScanner({ withKeys: start.withKeys === true });
  parentPort?.on("message", (files: readonly FileToScan[]) => parentPort?.postMessage(scan(files)));
}

serve();
