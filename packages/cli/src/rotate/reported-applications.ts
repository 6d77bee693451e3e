import { DEFAULT_SILENT_AFTER_MS, instanceState } from "../inventory/judge.ts";
import { readInventoryFiles } from "../inventory/read-inventory.ts";

/**
 * Names of the applications by the pair that they have, each once, as their reports in `files` say; without those that have
 * closed or fallen silent. Rejects with `INVALID_CONFIG` for a file that cannot be read.
 */
export async function reportedApplications(files: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
  const { instances } = await readInventoryFiles(files);
  const measure = { now: Date.now(), silentAfterMs: DEFAULT_SILENT_AFTER_MS };
  const byPair = new Map<string, readonly string[]>();
  for (const instance of instances.values()) {
    const state = instanceState(instance, measure);
    if (state === "released" || state === "silent") continue;
    const { fingerprint, application } = instance;
    byPair.set(fingerprint, [...new Set([...(byPair.get(fingerprint) ?? []), application])].sort());
  }
  return byPair;
}
