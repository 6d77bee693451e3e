import { expect, it, onTestFinished } from "vitest";
import type { Pair } from "../src/pair.ts";
import { startRotationServer } from "../src/rotation-server.ts";

it("hands over a new secret for the same key at each request, and answers when that is done", async () => {
  const pair = { apiKey: "00112233445566778899aabbccddeeff", apiSecret: "ffeeddccbbaa99887766554433221100" };
  const seen: Pair[] = [];
  const server = await startRotationServer(pair, async (newPair) => {
    await Promise.resolve();
    seen.push(newPair);
  });
  onTestFinished(() => server.close());
  for (const count of [1, 2]) {
    expect((await fetch(server.url, { method: "POST" })).status).toBe(200);
    expect(seen).toHaveLength(count);
  }
  expect(seen.map(({ apiKey }) => apiKey)).toEqual([pair.apiKey, pair.apiKey]);
  expect(new Set([pair, ...seen].map(({ apiSecret }) => apiSecret)).size).toBe(3);
});
