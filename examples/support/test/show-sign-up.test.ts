import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, expect, it, vi } from "vitest";
import { showSignUp } from "../src/show-sign-up.ts";

/** Signs up at a server that answers so, and gives what was printed and what the server got. */
async function show(status: number) {
  const received: string[] = [];
  const server = createServer(async (request, response) => {
    received.push(`${request.method} ${request.url} ${await text(request)}`);
    response.writeHead(request.method === "POST" ? status : 200).end(request.method === "POST" ? "mail" : "health");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const log = vi.spyOn(console, "log").mockImplementation(() => {});
  await showSignUp(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  server.close();
  return { received, printed: log.mock.calls };
}

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  process.exitCode = undefined;
});

it("shows what a sign-up and a look at the health are answered", async () => {
  const { received, printed } = await show(202);
  expect(received).toEqual(['POST /sign-up {"email":"ann@example.org"}', "GET /health "]);
  expect(printed).toEqual([
    ["POST /sign-up", 202, "mail"],
    ["GET /health", 200, "health"],
  ]);
  expect(process.exitCode).toBeUndefined();
});

it("signs up whom MAIL_TO names, and sets the exit code 1 if that fails", async () => {
  vi.stubEnv("MAIL_TO", "you@example.org");
  const { received } = await show(503);
  const { exitCode } = process;
  expect(received[0]).toBe('POST /sign-up {"email":"you@example.org"}');
  expect(exitCode).toBe(1);
});
