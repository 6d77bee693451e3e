import { applicationsStillOn } from "../inventory/judge.ts";
import { readInventoryFiles } from "../inventory/read-inventory.ts";

/**
 * Names of the applications that have the pair with a fingerprint, as their reports in `files` say, without those that have closed or
 * fallen silent. Rejects with `INVALID_CONFIG` for a file that cannot be read.
 */
export async function reportedApplications(
  files: readonly string[],
): Promise<(fingerprint: string) => readonly string[]> {
  const inventory = await readInventoryFiles(files);
  const lastReport = Math.max(0, ...[...inventory.instances.values()].map(({ lastSeen }) => lastSeen));
  // With a clock of this machine that is ahead everybody would look silent, and the old key be taken for unused.
  const now = Math.min(Date.now(), lastReport);
  return (fingerprint) => applicationsStillOn(inventory, fingerprint, { now });
}
