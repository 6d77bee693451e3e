import type { IncomingMessage } from "node:http";
import { describe, expect, it } from "vitest";
import { startHttp, type TestServer } from "./support/servers.ts";
import { failureOf, get, signal, transportTo } from "./support/transport.ts";

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

function startEcho(): Promise<TestServer> {
  return startHttp((request, response) => {
    void bodyOf(request).then((body) => {
      response.end(JSON.stringify({ method: request.method, headers: request.headers, body }));
    });
  });
}

describe("a request", () => {
  it.each(["GET", "POST", "PUT", "PATCH", "DELETE"] as const)("carries a body and its length: %s", async (method) => {
    const { url } = await startEcho();
    const answer = await transportTo(url).request({ method, path: "/", body: "é{}", signal });
    expect(answer.json()).toMatchObject({ method, body: "é{}", headers: { "content-length": "4" } });
    expect(answer.json()).not.toHaveProperty("headers.transfer-encoding");
  });

  it("carries bytes as they are", async () => {
    const { url } = await startEcho();
    const answer = await transportTo(url).request({ method: "POST", path: "/", body: Buffer.from("abc"), signal });
    expect(answer.json()).toMatchObject({ body: "abc" });
  });

  it("carries the headers of the transport, its own before them in any case of letters", async () => {
    const { url } = await startEcho();
    const transport = transportTo(url, { headers: { "X-Vault-Token": "shared", "X-Vault-Request": "true" } });
    const answer = await transport.request({ method: "GET", path: "/", headers: { "x-vault-token": "own" }, signal });
    const { headers } = answer.json() as { headers: Record<string, string> };
    expect(headers).toMatchObject({ "x-vault-token": "own", "x-vault-request": "true" });
    expect(headers).not.toHaveProperty("accept-encoding");
  });

  it.each([
    "/a b",
    "/a#b",
    "/é",
    "/a\\b",
    "/a\nb",
    '/a"b',
    "/a/../b",
    "/a/%2e%2E/b",
    "/./a",
    "/..",
    "/a%2f..%2Fb",
    "/a/.?x",
  ])("does not go out with a path that would be cut or lead elsewhere: %j", async (path) => {
    const { url, sockets } = await startEcho();
    const error = await failureOf(get(transportTo(url), path));
    expect(error).toMatchObject({ code: "INVALID_CONFIG", provider: "vault" });
    expect((error as Error).message).not.toContain(path);
    expect(sockets).toHaveLength(0);
  });

  it.each([
    "/apps/My%20Mail/prod%231",
    "/apps/a%252Fb",
    "/apps/host:25",
    "/a%2Fb",
    "/...",
    "/a..b/.c",
    "/a//b",
    "/a?x=../",
  ])("keeps a path that is encoded already: %s", async (path) => {
    const server = await startHttp((request, response) => response.end(request.url));
    expect((await get(transportTo(server.url), path)).text()).toBe(path);
  });

  it.each(["hvs.EXAMPLE-TOKEN\n", "hvs.EXAMPLE-TOKEN\r\nx: y", "hvs.EXAMPLE-TOKEN\u20ac", "\u0000hvs.EXAMPLE-TOKEN"])(
    "does not go out with a header that cannot be sent, and names it without its value",
    async (value) => {
      const { url, sockets } = await startEcho();
      const error = await failureOf(get(transportTo(url, { headers: { "X-Vault-Token": value } })));
      expect(error).toMatchObject({ code: "INVALID_CONFIG", provider: "vault", retryable: false });
      expect((error as Error).message).toContain("x-vault-token");
      expect((error as Error).message).not.toContain("EXAMPLE");
      expect(sockets).toHaveLength(0);
    },
  );

  it("with a header whose name is none is a mistake of the program", async () => {
    const error = await failureOf(get(transportTo("http://127.0.0.1:9", { headers: { "bad name": "x" } })));
    expect(error).toBeInstanceOf(TypeError);
    expect((error as Error).message).not.toContain("bad name");
  });
});
