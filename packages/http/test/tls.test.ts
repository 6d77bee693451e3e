import { syncBuiltinESMExports } from "node:module";
import tls, { rootCertificates, type TLSSocket } from "node:tls";
import { afterEach, describe, expect, it, vi } from "vitest";
import { canaryForms, findCanary, printed } from "../../../test/support/canary.ts";
import { type LocalCertificate, localCertificate } from "../../testing/src/local-certificate.ts";
import { startHttp, startHttps } from "./support/servers.ts";
import { failureOf, get, transportTo } from "./support/transport.ts";

const { certificate, privateKey }: LocalCertificate = await localCertificate();
const trusting = { caCertificates: [certificate] };

const DAMAGED = pem("CERTIFICATE", "00112233445566778899aabbccddeeff");
/** Fits together, and is too small for OpenSSL. */
const SMALL = {
  certificate: pem(
    "CERTIFICATE",
    "MIIBfzCCASmgAwIBAgIURNVsWXlKisQR44L/kg235IT1DX4wDQYJKoZIhvcNAQEL",
    "BQAwFDESMBAGA1UEAwwJbG9jYWxob3N0MB4XDTI2MTEyNTA0NDUwNloXDTI2MTEy",
    "NjA0NDUwNlowFDESMBAGA1UEAwwJbG9jYWxob3N0MFwwDQYJKoZIhvcNAQEBBQAD",
    "SwAwSAJBANsSzyrG9nOps+JMbK+YTduDKp1ukIPhwlklikAfL8yrHH1LeKT8U1ne",
    "WcYflu3swP2eVrb2MuRFn6dIJZU7s/sCAwEAAaNTMFEwHQYDVR0OBBYEFJO0Wogm",
    "i2BMJPsh6kTmNYbV6yZMMB8GA1UdIwQYMBaAFJO0Wogmi2BMJPsh6kTmNYbV6yZM",
    "MA8GA1UdEwEB/wQFMAMBAf8wDQYJKoZIhvcNAQELBQADQQDArIcmoQ6ileUmezaZ",
    "qWWFpb7ODOFpQzK1zf2nzSYO4yDmbuU2lIAimxGOh0TmVI+gZ1AL5lzvGjVPfzbY",
    "jJ5w",
  ),
  key: pem(
    "PRIVATE KEY",
    "MIIBVQIBADANBgkqhkiG9w0BAQEFAASCAT8wggE7AgEAAkEA2xLPKsb2c6mz4kxs",
    "r5hN24MqnW6Qg+HCWSWKQB8vzKscfUt4pPxTWd5Zxh+W7ezA/Z5WtvYy5EWfp0gl",
    "lTuz+wIDAQABAkBvZaAcg3GcnOWQpAX8QDkO7yLDTQ6FUU4PIKytMG6Q5lzHAEMa",
    "blfcllx91sR0w6JjlXfzSUvXh6XeRaTXcUVhAiEA8DsGaPCzrgfx/mq29EKc9rtn",
    "zk5cj2pQYpPhFtNFM7ECIQDpdD9/s4kCpfBP/H0qvCZWVjfD+eD04BfP1PHSrzPp",
    "awIhAI5jnfgDe6zSfsg6/ngnJ5xDFlM9NTW4YS8c0dTSovjxAiB+9LDziXcg8YzW",
    "csC+1MMkgI6jDOjBQnywkWVQ5eadMQIhALJuqmPcLwkyCaLWybUR04eRIli550Z4",
    "8tMnYoLK4GFE",
  ),
};

function pem(what: string, ...lines: readonly string[]): string {
  return [`-----BEGIN ${what}-----`, ...lines, `-----END ${what}-----`, ""].join("\n");
}

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
    expect((error as Error).message).toContain("client certificate and its key (clientCertificate)");
  });

  it.each([
    ["a damaged chain", { certificate: `${certificate}\n${DAMAGED}`, key: privateKey }],
    ["a key of 512 bits", SMALL],
  ])("that only OpenSSL refuses, as for %s, is named by its option and not shown", async (_, clientCertificate) => {
    for (const more of [{}, trusting]) {
      const error = await failureOf(get(transportTo("https://127.0.0.1:9", { ...more, clientCertificate })));
      expect(error).toMatchObject({ code: "INVALID_CONFIG", provider: "vault", retryable: false });
      expect((error as Error).message).toContain("(clientCertificate) cannot be used. OpenSSL refuses them");
      const forms = Object.values(clientCertificate).flatMap((text) =>
        text.split("\n").filter((line) => line.length > 20),
      );
      expect(findCanary(printed(error), canaryForms(...forms))).toBeUndefined();
    }
  });

  it("does not hide an authority that OpenSSL refuses beside it", async () => {
    vi.spyOn(tls, "createSecureContext").mockImplementation((options) => {
      if (options?.ca !== undefined) throw new Error(`no use: ${certificate}`);
      return {} as tls.SecureContext;
    });
    syncBuiltinESMExports();
    const error = await failureOf(get(transportTo("https://127.0.0.1:9", own)));
    expect(error).toMatchObject({ code: "INVALID_CONFIG" });
    expect((error as Error).message).toContain("A CA certificate (caCertificates) cannot be used.");
    expect((error as Error).message).not.toContain("BEGIN CERTIFICATE-----\n");
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
