import { fakeClock } from "@mailjet-secrets/testing";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { localCertificate } from "../../testing/src/local-certificate.ts";
import { startConnectProxy } from "./support/connect-proxy.ts";
import { startHttp, startHttps, startTcp } from "./support/servers.ts";
import { failureOf, gate, get, transportTo } from "./support/transport.ts";

const { certificate } = await localCertificate();
// Known to the proxy alone, so that no request finds its way around it.
const secure = { caCertificates: [certificate], serverName: "localhost" };
const VARIABLES = ["http_proxy", "https_proxy", "all_proxy", "no_proxy"];

beforeEach(() => {
  for (const name of VARIABLES) {
    vi.stubEnv(name, "");
    vi.stubEnv(name.toUpperCase(), "");
  }
});
afterEach(() => {
  vi.unstubAllEnvs();
});

describe("a proxy by option", () => {
  it("opens a tunnel, in which TLS is with the server", async () => {
    const server = await startHttps((request, response) => response.end(request.headers.host));
    const proxy = await startConnectProxy(server.port);
    const transport = transportTo("https://vault.example:8200", { ...secure, proxy: proxy.url });
    expect((await get(transport)).text()).toBe("vault.example:8200");
    expect((await get(transport)).status).toBe(200);
    expect(proxy.targets).toEqual(["vault.example:8200"]);
    expect(proxy.logins).toEqual([undefined]);
  });

  it("is told the login in its address", async () => {
    const server = await startHttps((_, response) => response.end("ok"));
    const proxy = await startConnectProxy(server.port);
    const address = proxy.url.replace("//", "//us%40er:p%3Aw%zz@");
    await get(transportTo("https://vault.example", { ...secure, proxy: address }));
    expect(proxy.logins).toEqual([`Basic ${Buffer.from("us@er:p%3Aw%zz").toString("base64")}`]);
  });

  it("does not lend its name to the check of the server's certificate", async () => {
    const server = await startHttps((_, response) => response.end("ok"));
    const proxy = await startConnectProxy(server.port);
    const viaLocalhost = proxy.url.replace("127.0.0.1", "localhost");
    // The certificate is for `localhost`, as the proxy is called, and not for that address.
    const transport = transportTo("https://192.0.2.1", { caCertificates: [certificate], proxy: viaLocalhost });
    const error = await failureOf(get(transport));
    expect(error).toMatchObject({ retryable: false, cause: { code: "ERR_TLS_CERT_ALTNAME_INVALID" } });
    expect((error as Error).message).toContain("https://192.0.2.1 (through the proxy)");
  });

  it("also opens a tunnel for http:", async () => {
    const server = await startHttp((request, response) => response.end(request.url));
    const proxy = await startConnectProxy(server.port);
    const transport = transportTo("http://vault.example", { allowInsecureHttp: true, proxy: proxy.url });
    expect((await get(transport, "/v1/x")).text()).toBe("/v1/x");
    expect(proxy.targets).toEqual(["vault.example:80"]);
  });

  it("is not used for this machine", async () => {
    const server = await startHttp((_, response) => response.end("direct"));
    const proxy = await startConnectProxy(server.port);
    expect((await get(transportTo(server.url, { proxy: proxy.url }))).text()).toBe("direct");
    expect(proxy.targets).toEqual([]);
  });

  it.each(["socks5://user:pass-word@127.0.0.1:1", "user:pass-word@127.0.0.1:1", "http://", ""])(
    "has an http: or https: address: %j",
    async (proxy) => {
      const error = await failureOf(get(transportTo("https://vault.example", { proxy })));
      expect(error).toMatchObject({ code: "INVALID_CONFIG", provider: "vault" });
      expect((error as Error).message).not.toContain("pass-word");
    },
  );
});

describe("a proxy by environment", () => {
  it.each(["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"])("is used: %s", async (name) => {
    const server = await startHttps((_, response) => response.end("ok"));
    const proxy = await startConnectProxy(server.port);
    vi.stubEnv(name, proxy.url);
    await get(transportTo("https://vault.example", secure));
    expect(proxy.targets).toEqual(["vault.example:443"]);
  });

  it("is used by http: addresses as HTTP_PROXY", async () => {
    const server = await startHttp((_, response) => response.end("ok"));
    const proxy = await startConnectProxy(server.port);
    vi.stubEnv("HTTP_PROXY", proxy.url);
    await get(transportTo("http://vault.example", { allowInsecureHttp: true }));
    expect(proxy.targets).toEqual(["vault.example:80"]);
  });

  it.each([
    ["the option is false", "", { proxy: false as const }],
    ["NO_PROXY names the host", "vault.invalid", {}],
    ["NO_PROXY names its domain", ".invalid", {}],
  ])("is not used when %s", async (_, noProxy, options) => {
    const proxy = await startConnectProxy(9);
    vi.stubEnv("HTTPS_PROXY", proxy.url);
    vi.stubEnv("NO_PROXY", noProxy);
    const error = await failureOf(get(transportTo("https://vault.invalid", options)));
    expect(error).toMatchObject({ code: "UNAVAILABLE" });
    expect((error as Error).message).not.toContain("proxy");
    expect(proxy.targets).toEqual([]);
  });

  it("is not used for this machine", async () => {
    const server = await startHttp((_, response) => response.end("direct"));
    const proxy = await startConnectProxy(server.port);
    vi.stubEnv("HTTP_PROXY", proxy.url);
    expect((await get(transportTo(server.url))).text()).toBe("direct");
    expect((await get(transportTo(server.url.replace("127.0.0.1", "localhost")))).text()).toBe("direct");
    expect(proxy.targets).toEqual([]);
  });

  it("that cannot be used is no reason to go around it", async () => {
    vi.stubEnv("ALL_PROXY", "socks5://user:pass-word@127.0.0.1:1");
    const error = await failureOf(get(transportTo("https://vault.example")));
    expect(error).toMatchObject({ code: "INVALID_CONFIG" });
    expect((error as Error).message).toContain("the environment");
    expect((error as Error).message).not.toContain("pass-word");
  });
});

describe("a proxy that fails", () => {
  it.each([
    ["HTTP/1.1 407 Proxy Authentication Required", "407", "user name and password"],
    ["HTTP/1.1 403 Forbidden", "403", "allow that host"],
    ["HTTP/1.1 502 Bad Gateway", "502", "allow that host"],
  ])("is not taken for the server: %s", async (answer, status, hint) => {
    const proxy = await startConnectProxy(9, answer);
    const error = await failureOf(get(transportTo("https://vault.example", { proxy: proxy.url })));
    // A wrong password that is sent again and again locks its user out.
    expect(error).toMatchObject({ code: "UNAVAILABLE", retryable: status === "502" });
    const { message } = error as Error;
    expect(message).toContain(`The proxy ${proxy.url} answered ${status} when asked for https://vault.example.`);
    expect(message).toContain(hint);
  });

  it("by refusing the connection is named, without its login", async () => {
    const server = await startTcp(() => {});
    await server.close();
    const proxy = server.url.replace("//", "//user:pass-word@");
    const error = await failureOf(get(transportTo("https://vault.example", { proxy })));
    expect(error).toMatchObject({ code: "UNAVAILABLE", cause: { code: "ECONNREFUSED" } });
    expect((error as Error).message).toContain(`The proxy ${server.url} refused the connection`);
  });

  it("by hanging up is named", async () => {
    const server = await startTcp((socket) => void socket.end());
    const error = await failureOf(get(transportTo("https://vault.example", { proxy: server.url })));
    expect(error).toMatchObject({ code: "UNAVAILABLE", retryable: true });
    expect((error as Error).message).toContain(`The proxy ${server.url}`);
  });

  it.each(["http", "https"])("by saying nothing is given up in time, and its %s: connection is cut", async (scheme) => {
    const clock = fakeClock();
    const connected = gate();
    const server = await startTcp(connected.open);
    const proxy = server.url.replace("http:", `${scheme}:`);
    const failure = failureOf(get(transportTo("https://vault.example", { proxy, clock })));
    await connected.opened;
    await clock.advance(5_000);
    const error = await failure;
    expect(error).toMatchObject({ code: "TIMEOUT" });
    expect((error as Error).message).toContain(`The proxy ${proxy}`);
    await server.allClosed();
  });

  it("is cut off by the signal while it opens a tunnel", async () => {
    const connected = gate();
    const server = await startTcp(connected.open);
    const controller = new AbortController();
    const transport = transportTo("https://vault.example", { proxy: server.url });
    const failure = failureOf(transport.request({ method: "GET", path: "/", signal: controller.signal }));
    await connected.opened;
    controller.abort("no");
    expect(await failure).toBe("no");
    await server.allClosed();
  });

  it("is cut off by close while it opens a tunnel", async () => {
    const connected = gate();
    const server = await startTcp(connected.open);
    const transport = transportTo("https://vault.example", { proxy: server.url });
    const failure = failureOf(get(transport));
    await connected.opened;
    await transport.close();
    expect(await failure).toMatchObject({ code: "CLOSED" });
    await server.allClosed();
  });
});
