import { setTimeout as passes } from "node:timers/promises";

const LIMIT_MS = 30_000;
const POLL_MS = 10;

/** Waits until something is so. Throws if that takes longer than 30 s. */
export async function until(isSo: () => boolean, what: string): Promise<void> {
  const end = performance.now() + LIMIT_MS;
  while (!isSo()) {
    if (performance.now() > end) throw new Error(`Not within ${LIMIT_MS / 1_000} s: ${what}.`);
    await passes(POLL_MS);
  }
}
