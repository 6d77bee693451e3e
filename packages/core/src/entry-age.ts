import type { Clock } from "./clock.ts";

/**
 * Tells the age of something in milliseconds by both clocks, the larger one: the wall clock can be set back, the
 * monotonic one stands still in a frozen process (a Lambda function between two calls).
 */
export function startAge(clock: Clock): () => number {
  const wall = clock.now();
  const monotonic = clock.monotonic();
  return () => Math.max(clock.now() - wall, clock.monotonic() - monotonic);
}
