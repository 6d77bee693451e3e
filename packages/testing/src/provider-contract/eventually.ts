import assert from "node:assert/strict";

const MOST_MS = 5_000;

/** Lets the event loop turn until the condition holds. Throws `AssertionError` after five seconds. */
export async function eventually(condition: () => boolean, description: string): Promise<void> {
  const deadline = performance.now() + MOST_MS;
  while (!condition()) {
    assert.ok(performance.now() < deadline, `expected: ${description}`);
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
}
