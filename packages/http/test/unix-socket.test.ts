import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { startHttp, startOnSocket } from "./support/servers.ts";
import { failureOf, get, transportTo } from "./support/transport.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "transport-"));
});
afterAll(() => rm(folder, { recursive: true }));

it("reaches a server by a socket, with the host of the address in its header", async () => {
  const socketPath = join(folder, "agent.sock");
  await startOnSocket(socketPath, (request, response) => response.end(`${request.headers.host} ${request.url}`));
  const transport = transportTo("http://vault.example:8200/api", { socketPath });
  expect((await get(transport, "/v1/x")).text()).toBe("vault.example:8200 /api/v1/x");
});

it("uses no proxy for a socket", async () => {
  const socketPath = join(folder, "direct.sock");
  await startOnSocket(socketPath, (_, response) => response.end("direct"));
  vi.stubEnv("HTTP_PROXY", "http://127.0.0.1:9");
  const transport = transportTo("http://vault.example", { socketPath, proxy: "http://127.0.0.1:9" });
  expect((await get(transport)).text()).toBe("direct");
  vi.unstubAllEnvs();
});

it("follows a redirect of the server behind the socket, and none to another", async () => {
  const socketPath = join(folder, "redirect.sock");
  const other = await startHttp((_, response) => response.end("other"));
  await startOnSocket(socketPath, (request, response) => {
    if (request.url === "/away") response.writeHead(307, { location: `${other.url}/other` });
    if (request.url === "/") response.writeHead(307, { location: "/v2" });
    response.end(request.url);
  });
  const transport = transportTo("http://localhost", { socketPath, followRedirect: () => true });
  expect((await get(transport)).text()).toBe("/v2");
  expect((await get(transport, "/away")).status).toBe(307);
  expect(other.sockets).toHaveLength(0);
});

it("names a socket that is not there", async () => {
  const socketPath = join(folder, "none.sock");
  const error = await failureOf(get(transportTo("http://localhost", { socketPath })));
  expect(error).toMatchObject({ code: "UNAVAILABLE", retryable: true, cause: { code: "ENOENT" } });
  expect((error as Error).message).toContain(`The socket ${socketPath} does not exist.`);
});
