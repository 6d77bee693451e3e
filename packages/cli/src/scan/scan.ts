import { resolve } from "node:path";
import type { Surroundings } from "../surroundings.ts";
import { type Baseline, readBaseline, writeBaseline } from "./baseline.ts";
import { createProgress } from "./progress.ts";
import { scanHistory, scanStaged } from "./scan-git.ts";
import { createScanRun } from "./scan-run.ts";
import { scanTree } from "./scan-tree.ts";
import type { ScannedBatch } from "./scanned.ts";
import { type LeftOut, type WalkOptions, walkTree } from "./walk-tree.ts";

export interface ScanOptions {
  /** Files and folders. None: the working directory. */
  readonly paths: readonly string[];
  readonly source: "tree" | "staged" | "history";
  readonly format: "text" | "json" | "sarif";
  /** Whether `.gitignore`, `node_modules` and `.git` are left out. */
  readonly isIgnoring: boolean;
  /** File of findings that are not reported. */
  readonly baseline?: string;
  /** Whether to write what is found to that file, in place of reporting it. */
  readonly isWritingBaseline: boolean;
  /** Whether to ask Mailjet about each pair. */
  readonly isVerifying: boolean;
}

/**
 * Finds hard-coded Mailjet keys. Resolves with the exit code: found (1) if there is a key, else unread (2) if something
 * could not be read, else 0. Rejects with `INVALID_CONFIG` if the baseline cannot be used.
 */
export async function scan(options: ScanOptions, surroundings: Surroundings): Promise<number> {
  const { baseline: baselineName, isWritingBaseline } = options;
  const baselineFile = baselineName === undefined ? undefined : resolve(surroundings.directory, baselineName);
  let baseline: Baseline | undefined;
  if (baselineFile !== undefined && !isWritingBaseline) baseline = readBaseline(baselineFile);
  const leftOut: LeftOut = { nodeModules: 0, git: 0, ignored: 0 };
  const walk = walkOf(options, surroundings, leftOut);
  const progress = createProgress(surroundings, { count: options.source === "tree" ? () => countOf(walk) : undefined });
  const run = createScanRun({ options, surroundings, progress, baseline });
  try {
    for await (const batch of batchesOf(options, walk, surroundings)) {
      await run.take(batch);
      // Whoever read the report has gone; nobody learns of what else there is.
      if (surroundings.stdout.errored) break;
    }
  } finally {
    progress.clear();
  }
  if (isWritingBaseline && baselineFile !== undefined) writeBaseline(baselineFile, run.found);
  return run.end(leftOut);
}

function walkOf({ paths, isIgnoring }: ScanOptions, surroundings: Surroundings, leftOut: LeftOut): WalkOptions {
  const { directory, environment } = surroundings;
  return { paths: paths.length === 0 ? ["."] : paths, directory, environment, isIgnoring, leftOut };
}

function countOf(walk: WalkOptions): number {
  let count = 0;
  for (const _ of walkTree({ ...walk, leftOut: { nodeModules: 0, git: 0, ignored: 0 } })) count += 1;
  return count;
}

function batchesOf(
  { source, paths, isVerifying }: ScanOptions,
  walk: WalkOptions,
  place: Surroundings,
): AsyncGenerator<ScannedBatch> {
  const task = { withKeys: isVerifying };
  if (source === "staged") return scanStaged(paths, place, task);
  if (source === "history") return scanHistory(place, task);
  return scanTree({ ...walk, ...task });
}
