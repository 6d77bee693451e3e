import { SecretsError } from "@mailjet-secrets/core";
import { applicationsStillOn } from "../inventory/judge.ts";
import { readInventoryFiles } from "../inventory/read-inventory.ts";

/**
 * Names of the applications that have the pair with a fingerprint, as their reports in `files` say, without those that have closed or
 * fallen silent. Rejects with `INVALID_CONFIG` for a file that cannot be read, and for more applications than are kept in mind.
 */
export async function reportedApplications(
  files: readonly string[],
): Promise<(fingerprint: string) => readonly string[]> {
  const inventory = await readInventoryFiles(files);
  // Among those that were dropped may be one that has the old pair.
  if (inventory.passedOver.forgotten > 0) throw tooMany(inventory.instances.size);
  const lastReport = Math.max(0, ...[...inventory.instances.values()].map(({ lastSeen }) => lastSeen));
  // With a clock of this machine that is ahead everybody would look silent, and the old key be taken for unused.
  const now = Math.min(Date.now(), lastReport);
  return (fingerprint) => applicationsStillOn(inventory, fingerprint, { now });
}

function tooMany(known: number): SecretsError {
  return new SecretsError(
    "INVALID_CONFIG",
    `The files name more than ${known} processes: who has which pair is not known.`,
    {
      hint: "Give logs of a shorter time, or of fewer services, by --wait-for-applications.",
    },
  );
}
