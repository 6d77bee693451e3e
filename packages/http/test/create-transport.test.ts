import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createTransport } from "../src/index.ts";

const server = createServer((request, response) => {
  response.setHeader("retry-after", "2");
  response.end(JSON.stringify({ method: request.method, url: request.url, token: request.headers["x-vault-token"] }));
});
beforeAll(() => new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve)));
afterAll(() => void server.close());

it("keeps the path of the base address and hands on method and headers", async () => {
  const transport = createTransport({
    provider: "vault",
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api//`,
    headers: { "X-Vault-Token": "t" },
  });
  const answer = await transport.request({
    method: "GET",
    path: "/v1/x?version=2",
    signal: new AbortController().signal,
  });
  expect(answer).toMatchObject({ status: 200, retryAfterMs: 2_000 });
  expect(answer.json()).toEqual({ method: "GET", url: "/api/v1/x?version=2", token: "t" });
  await transport.close();
});
