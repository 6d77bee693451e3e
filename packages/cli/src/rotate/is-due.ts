import type { JournalContent } from "./journal.ts";
import type { OpenRotation } from "./open-rotation.ts";
import type { RotateFlags } from "./rotate-options.ts";

/**
 * Whether `--older-than` lets a rotation begin: by the end of the last one, else by the key's creation. One that is under
 * way goes on. Without the flag it is always time.
 */
export async function isDue(
  { olderThan }: RotateFlags,
  found: JournalContent | undefined,
  { store, administration }: OpenRotation,
): Promise<boolean> {
  const isUnderWay = found?.state === "running" && found.done.length > 0;
  if (olderThan === undefined || isUnderWay) return true;
  if (found?.state === "finished" && found.endedAt !== undefined) return isOlder(found.endedAt, olderThan);
  if (administration === undefined) return true;
  const current = await store.credentials();
  const key = await administration.mailjet.findApiKey(current.apiKey());
  return key?.createdAt === undefined || isOlder(key.createdAt, olderThan);
}

function isOlder(moment: string, ms: number): boolean {
  // A text that is no time must not put it off for ever.
  return !(Date.now() - Date.parse(moment) < ms);
}
