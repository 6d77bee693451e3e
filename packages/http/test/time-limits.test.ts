import { getEventListeners } from "node:events";
import { fakeClock } from "@mailjet-secrets/testing";
import { describe, expect, it } from "vitest";
import { startHttp, startTcp } from "./support/servers.ts";
import { failureOf, gate, get, signal, transportTo } from "./support/transport.ts";

describe("the time for a connection", () => {
  it("is 5 seconds, TLS included", async () => {
    const clock = fakeClock();
    const connected = gate();
    const server = await startTcp(connected.open);
    const failure = failureOf(get(transportTo(server.url.replace("http", "https"), { clock })));
    await connected.opened;
    await clock.advance(4_999);
    expect(clock.pendingTimers()).toBe(2);
    await clock.advance(1);
    const error = await failure;
    expect(error).toMatchObject({ code: "TIMEOUT", provider: "vault", retryable: true });
    expect((error as Error).message).toContain("5000 ms");
    expect(clock.pendingTimers()).toBe(0);
    await server.allClosed();
  });

  it("ends with the connection", async () => {
    const clock = fakeClock();
    const arrived = gate();
    const server = await startHttp((_, response) => {
      arrived.open();
      setImmediate(() => setImmediate(() => response.end("late")));
    });
    const answer = get(transportTo(server.url, { clock, connectTimeoutMs: 10 }));
    await arrived.opened;
    expect(clock.pendingTimers()).toBe(1);
    expect((await answer).text()).toBe("late");
    expect(clock.pendingTimers()).toBe(0);
  });
});

describe("the time for a request", () => {
  it("is 10 seconds, and the connection is cut then", async () => {
    const clock = fakeClock();
    const arrived = gate();
    const server = await startHttp(arrived.open);
    const failure = failureOf(get(transportTo(server.url, { clock })));
    await arrived.opened;
    await clock.advance(9_999);
    expect(clock.pendingTimers()).toBe(1);
    await clock.advance(1);
    const error = await failure;
    expect(error).toMatchObject({ code: "TIMEOUT", retryable: true });
    expect((error as Error).message).toContain(`${server.url} gave no complete answer within 10000 ms`);
    await server.allClosed();
  });

  it("covers the body, and can be set for one request", async () => {
    const clock = fakeClock();
    const arrived = gate();
    const server = await startHttp((_, response) => {
      response.writeHead(200, { "content-length": 10 });
      response.write("abc", arrived.open);
    });
    const transport = transportTo(server.url, { clock, timeoutMs: 60_000 });
    const failure = failureOf(transport.request({ method: "GET", path: "/", signal, timeoutMs: 50 }));
    await arrived.opened;
    await clock.advance(50);
    expect(await failure).toMatchObject({ code: "TIMEOUT" });
    expect(clock.pendingTimers()).toBe(0);
  });
});

/** A server that holds its answers; `held` has those that are due, `arrived` resolves once there are that many. */
async function holdingServer() {
  const held: (() => void)[] = [];
  let watched = { count: 0, ...gate() };
  const server = await startHttp((_, response) => {
    held.push(() => response.end());
    if (held.length === watched.count) watched.open();
  });
  const arrived = (count: number): Promise<void> => {
    watched = { count, ...gate() };
    if (held.length >= count) watched.open();
    return watched.opened;
  };
  return { url: server.url, held, arrived };
}

describe("the time of a request that waits for its turn", () => {
  it("begins with its turn, however long the wait was", async () => {
    const clock = fakeClock();
    const { url, held, arrived } = await holdingServer();
    const transport = transportTo(url, { clock, timeoutMs: 1_000 });
    const answers = Promise.all(Array.from({ length: 64 }, () => get(transport)));
    for (let round = 0; round < 4; round += 1) {
      await arrived(16);
      expect(clock.pendingTimers()).toBe(16);
      await clock.advance(900);
      for (const answer of held.splice(0)) answer();
    }
    expect((await answers).map(({ status }) => status)).toEqual(Array.from({ length: 64 }, () => 200));
    expect(clock.pendingTimers()).toBe(0);
  });

  it("is over for those that have their turn, whose places the next ones take", async () => {
    const clock = fakeClock();
    const { url, held, arrived } = await holdingServer();
    const transport = transportTo(url, { clock, timeoutMs: 1_000 });
    const failures = Array.from({ length: 16 }, () => failureOf(get(transport)));
    const next = get(transport);
    await arrived(16);
    await clock.advance(1_000);
    for (const failure of await Promise.all(failures)) expect(failure).toMatchObject({ code: "TIMEOUT" });
    await arrived(17);
    held.at(-1)?.();
    expect((await next).status).toBe(200);
  });

  it("is checked before it waits", async () => {
    const { url, arrived } = await holdingServer();
    const transport = transportTo(url);
    for (let count = 0; count < 16; count += 1) void get(transport).catch(() => {});
    await arrived(16);
    const request = transport.request({ method: "GET", path: "/", signal, timeoutMs: -1 });
    expect(await failureOf(request)).toBeInstanceOf(TypeError);
  });
});

describe("the signal", () => {
  it("may be shared by many requests, has one listener then, and ends them all", async () => {
    const { url, arrived } = await holdingServer();
    const controller = new AbortController();
    const transport = transportTo(url);
    const request = { method: "GET", path: "/", signal: controller.signal } as const;
    const failures = Array.from({ length: 40 }, () => failureOf(transport.request(request)));
    await arrived(16);
    expect(getEventListeners(controller.signal, "abort")).toHaveLength(1);
    controller.abort("enough");
    expect(new Set(await Promise.all(failures))).toEqual(new Set(["enough"]));
    expect(getEventListeners(controller.signal, "abort")).toHaveLength(0);
  });

  it("ends a request with its reason, and cuts the connection", async () => {
    const arrived = gate();
    const server = await startHttp(arrived.open);
    const controller = new AbortController();
    const reason = new Error("enough");
    const request = transportTo(server.url).request({ method: "GET", path: "/", signal: controller.signal });
    const failure = failureOf(request);
    await arrived.opened;
    controller.abort(reason);
    expect(await failure).toBe(reason);
    await server.allClosed();
  });

  it("that has aborted before lets nothing out", async () => {
    const server = await startHttp((_, response) => response.end());
    const request = { method: "GET", path: "/", signal: AbortSignal.abort("no") } as const;
    expect(await failureOf(transportTo(server.url).request(request))).toBe("no");
    expect(server.sockets).toHaveLength(0);
  });

  it("keeps no listener of a request that is over", async () => {
    const server = await startHttp((request, response) => {
      if (request.url === "/reset") request.socket.resetAndDestroy();
      else response.end();
    });
    const controller = new AbortController();
    const transport = transportTo(server.url);
    const ask = (path: string) => transport.request({ method: "GET", path, signal: controller.signal });
    await ask("/");
    await failureOf(ask("/reset"));
    expect(getEventListeners(controller.signal, "abort")).toHaveLength(0);
  });

  it("also ends a request that waits for its turn", async () => {
    const clock = fakeClock();
    const held: (() => void)[] = [];
    const full = gate();
    const server = await startHttp((_, response) => {
      held.push(() => response.end());
      if (held.length === 16) full.open();
    });
    const transport = transportTo(server.url, { clock });
    const answers = Array.from({ length: 16 }, () => get(transport));
    await full.opened;
    const controller = new AbortController();
    const failure = failureOf(transport.request({ method: "GET", path: "/", signal: controller.signal }));
    const last = get(transport);
    await clock.settle();
    controller.abort("no");
    expect(await failure).toBe("no");
    held.splice(0).map((release) => release());
    await Promise.all(answers);
    await clock.settle();
    while (held.length === 0) await clock.settle();
    held.splice(0).map((release) => release());
    expect((await last).status).toBe(200);
  });
});
