import type { IncomingMessage, ServerResponse } from "node:http";
import { fakeClock } from "@mailjet-secrets/testing";
import { describe, expect, it } from "vitest";
import { startHttp, startTcp, type TestServer } from "./support/servers.ts";
import { failureOf, gate, get, signal, transportTo } from "./support/transport.ts";

/** Answers the first request of each connection, and cuts the connection at the second. */
async function startDying(): Promise<TestServer & { readonly requests: readonly string[] }> {
  const requests: string[] = [];
  const seen = new WeakSet<object>();
  const server = await startHttp((request: IncomingMessage, response: ServerResponse) => {
    requests.push(request.method ?? "");
    if (seen.has(request.socket)) return void request.socket.resetAndDestroy();
    seen.add(request.socket);
    response.end("ok");
  });
  return { ...server, requests };
}

describe("connections", () => {
  it("are not opened before the first request, and kept after it", async () => {
    const server = await startHttp((_, response) => response.end());
    const transport = transportTo(server.url);
    expect(server.sockets).toHaveLength(0);
    for (let count = 0; count < 5; count += 1) await get(transport);
    expect(server.sockets).toHaveLength(1);
  });

  it("are few for a thousand requests at once", async () => {
    const server = await startHttp((_, response) => response.end());
    const transport = transportTo(server.url);
    const answers = await Promise.all(Array.from({ length: 1_000 }, () => get(transport)));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect(server.sockets.length).toBeLessThanOrEqual(16);
  });

  it("that were idle for long, or while the process was frozen, are not trusted", async () => {
    const clock = fakeClock();
    const server = await startHttp((_, response) => response.end());
    const transport = transportTo(server.url, { clock });
    const request = (): Promise<unknown> => transport.request({ method: "POST", path: "/", signal });
    await request();
    await clock.advance(19_000);
    await request();
    expect(server.sockets).toHaveLength(1);
    await clock.advance(21_000);
    await request();
    expect(server.sockets).toHaveLength(2);
    clock.shiftWallClock(600_000);
    await request();
    expect(server.sockets).toHaveLength(3);
  });

  it("that died while they were kept cost a GET nothing", async () => {
    const server = await startDying();
    const transport = transportTo(server.url);
    await get(transport);
    expect((await get(transport)).text()).toBe("ok");
    expect(server.requests).toEqual(["GET", "GET", "GET"]);
    expect(server.sockets).toHaveLength(2);
  });

  it("that died are all given up at the first sign", async () => {
    const both = gate();
    const waiting: ServerResponse[] = [];
    const dead = new WeakSet<object>();
    const server = await startHttp((request, response) => {
      if (dead.has(request.socket)) return void request.socket.resetAndDestroy();
      if (both !== undefined && waiting.length < 2) {
        dead.add(request.socket);
        waiting.push(response);
        if (waiting.length === 2) both.open();
      } else response.end("fresh");
    });
    const transport = transportTo(server.url);
    const first = [get(transport), get(transport)];
    await both.opened;
    for (const response of waiting) response.end();
    await Promise.all(first);
    expect((await get(transport)).text()).toBe("fresh");
    expect(server.sockets).toHaveLength(3);
  });

  it("that died fail a POST, which may have been carried out", async () => {
    const server = await startDying();
    const transport = transportTo(server.url);
    await get(transport);
    const error = await failureOf(transport.request({ method: "POST", path: "/", body: "{}", signal }));
    expect(error).toMatchObject({ code: "UNAVAILABLE", retryable: true, cause: { code: "ECONNRESET" } });
    expect(server.requests).toEqual(["GET", "POST"]);
  });

  it("that are new and reset are not tried again", async () => {
    const server = await startTcp((socket) => void socket.once("data", () => socket.resetAndDestroy()));
    const error = await failureOf(get(transportTo(server.url)));
    expect(error).toMatchObject({ code: "UNAVAILABLE", retryable: true, cause: { code: "ECONNRESET" } });
    expect((error as Error).message).toContain("https:");
    expect(server.sockets).toHaveLength(1);
  });
});

describe("close", () => {
  it("ends requests under way and waiting, cuts kept connections, and is safe to repeat", async () => {
    const clock = fakeClock();
    const arrived = gate();
    const server = await startHttp((request, response) => {
      if (request.url === "/kept") response.end();
      else arrived.open();
    });
    const transport = transportTo(server.url, { clock });
    await get(transport, "/kept");
    const failures = Array.from({ length: 20 }, () => failureOf(get(transport, "/held")));
    await arrived.opened;
    await Promise.all([transport.close(), transport.close()]);
    for (const error of await Promise.all(failures)) {
      expect(error).toMatchObject({ code: "CLOSED", provider: "vault", retryable: false });
    }
    await server.allClosed();
    expect(clock.pendingTimers()).toBe(0);
    await transport.close();
  });

  it("cuts connections that are kept without being used", async () => {
    const server = await startHttp((_, response) => response.end());
    const transport = transportTo(server.url);
    await get(transport);
    await transport.close();
    await server.allClosed();
  });

  it("lets no further request out", async () => {
    const server = await startHttp((_, response) => response.end());
    const transport = transportTo(server.url);
    await transport.close();
    expect(await failureOf(get(transport))).toMatchObject({ code: "CLOSED" });
    expect(server.sockets).toHaveLength(0);
  });

  it("during the very first request opens nothing", async () => {
    const server = await startHttp((_, response) => response.end());
    const transport = transportTo(server.url);
    const failure = failureOf(get(transport));
    await transport.close();
    expect(await failure).toMatchObject({ code: "CLOSED" });
    await fakeClock().settle();
    expect(server.sockets).toHaveLength(0);
  });
});
