import { vi } from "vitest";

/** Waits until the check throws no more. Real sockets take their time on a busy machine, more than vitest's second. */
export function eventually(check: () => void): Promise<void> {
  return vi.waitFor(check, { timeout: 15_000, interval: 5 });
}
