import { gzipSync } from "node:zlib";
import { fakeClock } from "@mailjet-secrets/testing";
import { describe, expect, it } from "vitest";
import { startHttp, startTcp } from "./support/servers.ts";
import { failureOf, get, transportTo } from "./support/transport.ts";

const TEN_MEGABYTES = 10 * 1_048_576;

describe("an answer", () => {
  it.each([200, 204, 400, 401, 403, 404, 429, 500, 503])("is handed on whatever its status: %d", async (status) => {
    const server = await startHttp((_, response) => response.writeHead(status).end());
    expect((await get(transportTo(server.url))).status).toBe(status);
  });

  it("has its headers in lower case, and several of one name in one", async () => {
    const server = await startHttp((_, response) =>
      response.writeHead(200, { "X-One": "1", "Set-Cookie": ["a=1", "b=2"] }).end(),
    );
    expect((await get(transportTo(server.url))).headers).toMatchObject({ "x-one": "1", "set-cookie": "a=1, b=2" });
  });

  it("has a body as bytes, as untouched text, and as JSON", async () => {
    const server = await startHttp((_, response) => response.end('\ufeff{"a":"é"}\n'));
    const answer = await get(transportTo(server.url));
    expect(Buffer.from(answer.body).toString("hex")).toBe(Buffer.from('\ufeff{"a":"é"}\n').toString("hex"));
    expect(answer.text()).toBe('\ufeff{"a":"é"}\n');
    expect(answer.json()).toEqual({ a: "é" });
  });

  it.each(["<html>502</html>", "", '{"a":', "hvs.EXAMPLE"])("has no JSON if it is none: %j", async (body) => {
    const server = await startHttp((_, response) => response.writeHead(502, { "content-type": "text/html" }).end(body));
    const answer = await get(transportTo(server.url));
    expect(answer).toMatchObject({ status: 502 });
    expect(answer.json()).toBeUndefined();
  });

  it.each([
    ["7", 7_000],
    [" 0 ", 0],
    ["Thu, 01 Jan 2026 00:00:30 GMT", 30_000],
    ["Wed, 31 Dec 2025 23:00:00 GMT", 0],
    ["soon", undefined],
    ["-5", undefined],
    ["1.5", undefined],
    ["", undefined],
  ])("says how long to wait by Retry-After %j", async (header, expected) => {
    const server = await startHttp((_, response) => response.writeHead(429, { "retry-after": header }).end());
    const answer = await get(transportTo(server.url, { clock: fakeClock() }));
    expect(answer.retryAfterMs).toBe(expected);
    expect("retryAfterMs" in answer).toBe(expected !== undefined);
  });

  it("that says to be too large is not read, and its connection is cut", async () => {
    const server = await startHttp((_, response) => {
      response.writeHead(200, { "content-length": TEN_MEGABYTES });
      response.write("x");
    });
    const error = await failureOf(get(transportTo(server.url)));
    expect(error).toMatchObject({ code: "UNEXPECTED_RESPONSE", retryable: false });
    expect((error as Error).message).toContain("1048576 bytes");
    await server.allClosed();
  });

  it("that becomes too large is not read to its end", async () => {
    const chunk = "x".repeat(65_536);
    let written = 0;
    const server = await startHttp((_, response) => {
      const more = (): void => {
        while (written < TEN_MEGABYTES && response.write(chunk)) written += chunk.length;
      };
      response.on("drain", more);
      more();
    });
    const error = await failureOf(get(transportTo(server.url)));
    expect(error).toMatchObject({ code: "UNEXPECTED_RESPONSE" });
    await server.allClosed();
    expect(written).toBeLessThan(TEN_MEGABYTES);
  });

  it("as large as allowed is read", async () => {
    const server = await startHttp((_, response) => response.end("x".repeat(1_000)));
    expect((await get(transportTo(server.url, { maxResponseBytes: 1_000 }))).body).toHaveLength(1_000);
    const tight = transportTo(server.url, { maxResponseBytes: 999 });
    expect(await failureOf(get(tight))).toMatchObject({ code: "UNEXPECTED_RESPONSE" });
  });

  it("that is compressed unasked is refused; an error page is not, since its status says enough", async () => {
    const server = await startHttp((request, response) => {
      const status = request.url === "/error" ? 503 : 200;
      response.writeHead(status, { "content-encoding": "gzip" }).end(gzipSync("{}"));
    });
    const error = await failureOf(get(transportTo(server.url)));
    expect(error).toMatchObject({ code: "UNEXPECTED_RESPONSE" });
    expect((error as Error).message).toContain("compressed");
    expect((await get(transportTo(server.url), "/error")).status).toBe(503);
  });

  it("in the encoding of a store's own is handed on", async () => {
    const server = await startHttp((_, response) =>
      response.writeHead(200, { "content-encoding": "base64" }).end("YQ=="),
    );
    expect((await get(transportTo(server.url))).text()).toBe("YQ==");
  });

  it.each([
    "SSH-2.0-OpenSSH_9.6\r\n",
    "HTTP/1.1 200 OK\r\ncontent-length: x\r\n\r\n",
    "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
  ])("that is not HTTP is unexpected: %j", async (text) => {
    const server = await startTcp((socket) => void socket.once("data", () => socket.end(text)));
    const error = await failureOf(get(transportTo(server.url)));
    expect(error).toMatchObject({ code: "UNEXPECTED_RESPONSE", retryable: false });
    expect((error as Error).message).toContain("not HTTP");
  });

  it("that changes the protocol is unexpected", async () => {
    const server = await startTcp((socket) => {
      socket.once("data", () => socket.write("HTTP/1.1 101 Switching\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n"));
    });
    expect(await failureOf(get(transportTo(server.url)))).toMatchObject({ code: "UNEXPECTED_RESPONSE" });
  });

  it("that is cut short may be asked for again", async () => {
    const server = await startTcp((socket) => {
      socket.once("data", () => socket.end("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabc"));
    });
    const error = await failureOf(get(transportTo(server.url)));
    expect(error).toMatchObject({ code: "UNAVAILABLE", retryable: true });
    expect((error as Error).message).toContain("cut the answer short");
  });

  it.each(["Client sent an HTTP request to an HTTPS server.\n", "The plain HTTP request was sent to HTTPS port"])(
    "that wants TLS points at the address: %j",
    async (text) => {
      const server = await startHttp((_, response) => response.writeHead(400).end(text));
      expect(await failureOf(get(transportTo(server.url)))).toMatchObject({
        code: "INVALID_CONFIG",
        hint: "Write https: in the address.",
      });
    },
  );
});
