import { syncBuiltinESMExports } from "node:module";
import tls, { rootCertificates, type TLSSocket } from "node:tls";
import { afterEach, describe, expect, it, vi } from "vitest";
import { type LocalCertificate, localCertificate } from "../../testing/src/local-certificate.ts";
import { startHttp, startHttps } from "./support/servers.ts";
import { failureOf, get, transportTo } from "./support/transport.ts";

const { certificate, privateKey }: LocalCertificate = await localCertificate();
const trusting = { caCertificates: [certificate] };

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  syncBuiltinESMExports();
});

describe("a private authority", () => {
  it("is trusted when its certificate is given", async () => {
    const server = await startHttps((_, response) => response.end("ok"));
    expect((await get(transportTo(server.url, trusting))).text()).toBe("ok");
  });

  it.each([
    ["in one text with others", `${rootCertificates[0]}\n# ours\n${certificate}`],
    ["with line breaks written out", certificate.replaceAll("\n", "\\n")],
  ])("is trusted %s", async (_, text) => {
    const server = await startHttps((_request, response) => response.end("ok"));
    expect((await get(transportTo(server.url, { caCertificates: [text] }))).text()).toBe("ok");
  });

  it("is trusted beside the public ones, which are read once for many connections", async () => {
    const createSecureContext = vi.spyOn(tls, "createSecureContext");
    syncBuiltinESMExports();
    const server = await startHttps((_, response) => response.end("ok"));
    createSecureContext.mockClear();
    const transport = transportTo(server.url, trusting);
    await Promise.all([get(transport), get(transport), get(transport)]);
    const given = createSecureContext.mock.calls.map(([options]) => options?.ca).filter((ca) => ca !== undefined);
    expect(given).toHaveLength(1);
    expect(given[0]).toEqual(expect.arrayContaining([...rootCertificates, certificate.trim()]));
  });

  it("is trusted by that transport only", async () => {
    const server = await startHttps((_, response) => response.end("ok"));
    await get(transportTo(server.url, trusting));
    const error = await failureOf(get(transportTo(server.url)));
    expect(error).toMatchObject({
      code: "UNAVAILABLE",
      retryable: false,
      cause: { code: "DEPTH_ZERO_SELF_SIGNED_CERT" },
    });
    expect((error as Error).message).toContain("CA certificate");
  });

  it("is asked for once for many requests, whose connection is kept", async () => {
    const server = await startHttps((_, response) => response.end("ok"));
    const transport = transportTo(server.url, trusting);
    for (let count = 0; count < 3; count += 1) await get(transport);
    expect(server.sockets).toHaveLength(1);
  });

  it("that is not trusted is named", async () => {
    const server = await startHttps((_, response) => response.end("ok"));
    const { message } = (await failureOf(get(transportTo(server.url)))) as Error;
    expect(message).toContain(`The certificate of ${server.url} (localhost, issued by localhost) is not signed by`);
  });

  it.each(["", "no certificate", certificate.replace(/[A-Za-z]{40}/, "A".repeat(40)), privateKey])(
    "has to be given as a certificate",
    async (text) => {
      const server = await startHttps((_, response) => response.end("ok"));
      const error = await failureOf(get(transportTo(server.url, { caCertificates: [certificate, text] })));
      expect(error).toMatchObject({ code: "INVALID_CONFIG", provider: "vault" });
      expect(server.sockets).toHaveLength(0);
    },
  );
});

describe("the check of the server's certificate", () => {
  it("is turned off by the option alone", async () => {
    // Node.js warns about the variable.
    vi.spyOn(process, "emitWarning").mockImplementation(() => {});
    vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", "0");
    const server = await startHttps((_, response) => response.end("ok"));
    expect(await failureOf(get(transportTo(server.url)))).toMatchObject({ code: "UNAVAILABLE", retryable: false });
    expect((await get(transportTo(server.url, { verifyCertificate: false }))).text()).toBe("ok");
  });

  it("is by the given name, which the server is told", async () => {
    const names: unknown[] = [];
    const server = await startHttps((request, response) => {
      names.push((request.socket as TLSSocket).servername);
      response.end("ok");
    });
    expect((await get(transportTo(server.url, { ...trusting, serverName: "localhost" }))).text()).toBe("ok");
    expect(names).toEqual(["localhost"]);
    const error = await failureOf(get(transportTo(server.url, { ...trusting, serverName: "vault.example" })));
    expect(error).toMatchObject({ retryable: false, cause: { code: "ERR_TLS_CERT_ALTNAME_INVALID" } });
    expect((error as Error).message).toContain("is for another name");
  });
});

describe("a client certificate", () => {
  const own = { ...trusting, clientCertificate: { certificate, key: privateKey } };
  const asking = { requestCert: true, ca: certificate };

  it("is shown to a server that asks for it", async () => {
    const server = await startHttps(
      (request, response) => {
        response.end((request.socket as TLSSocket).getPeerCertificate().subject.CN);
      },
      { ...asking, rejectUnauthorized: false },
    );
    expect((await get(transportTo(server.url, own))).text()).toBe("localhost");
  });

  it("that is missing is what the error says", async () => {
    const server = await startHttps((_, response) => response.end("ok"), asking);
    const error = await failureOf(get(transportTo(server.url, trusting)));
    expect(error).toMatchObject({ code: "UNAUTHENTICATED", retryable: false });
    expect((error as Error).message).toContain("client certificate");
  });

  it.each([
    { certificate, key: "no key" },
    { certificate: "no certificate", key: privateKey },
    { certificate: rootCertificates[0] ?? "", key: privateKey },
  ])("has to belong to its key", async (clientCertificate) => {
    const error = await failureOf(get(transportTo("https://127.0.0.1:9", { clientCertificate })));
    expect(error).toMatchObject({ code: "INVALID_CONFIG", retryable: false });
    expect((error as Error).message).toContain("client certificate");
  });
});

describe("the wrong scheme", () => {
  it("is what an answer without TLS hints at", async () => {
    const server = await startHttp((_, response) => response.end("ok"));
    const error = await failureOf(get(transportTo(server.url.replace("http:", "https:"))));
    expect(error).toMatchObject({ code: "UNAVAILABLE" });
    expect((error as Error).message).toContain("Is it https: where the address says http:");
  });

  it("is what a server with TLS that hangs up hints at", async () => {
    const server = await startHttps((_, response) => response.end("ok"));
    const error = await failureOf(get(transportTo(server.url.replace("https:", "http:"))));
    expect((error as Error).message).toContain("Is it https: where the address says http:");
  });
});
