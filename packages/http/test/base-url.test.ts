import { SecretsError } from "@mailjet-secrets/core";
import { describe, expect, it } from "vitest";
import { createTransport, type TransportOptions } from "../src/index.ts";
import { startHttp } from "./support/servers.ts";
import { failureOf, get, transportTo } from "./support/transport.ts";

const refusal = (baseUrl: string, options: Partial<TransportOptions> = {}): Promise<unknown> =>
  failureOf(Promise.resolve().then(() => createTransport({ provider: "vault", baseUrl, ...options })));

describe("the address of the server", () => {
  it.each([
    ["", "/v1/x", "/v1/x"],
    ["/", "/v1/x", "/v1/x"],
    ["///", "v1/x", "/v1/x"],
    ["/api", "/v1/x?version=2", "/api/v1/x?version=2"],
    ["/api//", "/v1/x", "/api/v1/x"],
  ])("keeps its path, and no slash at its end: %j and %j", async (end, path, expected) => {
    const server = await startHttp((request, response) => response.end(request.url));
    expect((await get(transportTo(server.url + end), path)).text()).toBe(expected);
  });

  it.each(["vault.example:8200", "127.0.0.1", "", "ftp://vault.example", "https://", "http:/vault.example"])(
    "needs a scheme and a host: %j",
    async (address) => {
      const error = await refusal(address);
      expect(error).toMatchObject({ code: "INVALID_CONFIG", provider: "vault", retryable: false });
      expect((error as Error).message).toContain("https://vault.example.com:8200");
    },
  );

  it("is not repeated in the error about a login in it", async () => {
    for (const address of ["https://user:pass-word@vault.example", "https://pass-word@vault.example", "pass-word@x"]) {
      const error = await refusal(address);
      expect(error).toMatchObject({ code: "INVALID_CONFIG" });
      expect((error as Error).message).not.toContain("pass-word");
    }
  });

  it.each(["https://vault.example/?a=b", "https://vault.example/#a"])(
    "has no query or fragment: %s",
    async (address) => {
      expect(await refusal(address)).toMatchObject({ code: "INVALID_CONFIG" });
    },
  );

  it.each(["http://vault.example", "http://10.0.0.1:8200", "http://localhost.example", "http://127.0.0.1.example"])(
    "does not carry a login in clear to another machine: %s",
    async (address) => {
      const error = await refusal(address);
      expect(SecretsError.is(error, "INVALID_CONFIG")).toBe(true);
      expect((error as Error).message).toContain("allowInsecureHttp");
      expect(() => createTransport({ provider: "vault", baseUrl: address, allowInsecureHttp: true })).not.toThrow();
      expect(() => createTransport({ provider: "vault", baseUrl: address, socketPath: "/run/a.sock" })).not.toThrow();
    },
  );

  it.each([
    "http://localhost:8200",
    "http://127.1.2.3",
    "http://127.1",
    "http://[::1]:8200",
    "http://[::ffff:127.0.0.1]",
  ])("may be http: on this machine: %s", (address) => {
    expect(() => createTransport({ provider: "vault", baseUrl: address })).not.toThrow();
  });
});

describe("an option of the wrong kind", () => {
  it.each([
    { provider: undefined },
    { allowInsecureHttp: "true" },
    { caCertificates: "PEM" },
    { caCertificates: [undefined] },
    { clientCertificate: "PEM" },
    { clientCertificate: { certificate: "PEM" } },
    { clientCertificate: { certificate: "PEM", key: "PEM", passphrase: 1 } },
    { serverName: 1 },
    { verifyCertificate: 0 },
    { proxy: true },
    { proxy: null },
    { socketPath: {} },
    { followRedirect: true },
    { headers: [] },
    { headers: { "x-vault-token": undefined } },
  ])("is named: %o", (options) => {
    const given = { provider: "vault", baseUrl: "https://vault.example", ...options } as unknown as TransportOptions;
    const [name] = Object.keys(options);
    expect(() => createTransport(given)).toThrow(TypeError);
    expect(() => createTransport(given)).toThrow(`${name} must be `);
  });

  it("is the address too, and that is a matter of the configuration", async () => {
    for (const address of [undefined, 1, null, {}]) {
      expect(await refusal(address as unknown as string)).toMatchObject({ code: "INVALID_CONFIG" });
    }
  });
});

describe("the limits", () => {
  it.each([
    { timeoutMs: 0 },
    { timeoutMs: Number.POSITIVE_INFINITY },
    { connectTimeoutMs: -1 },
    { maxResponseBytes: Number.NaN },
    { timeoutMs: 0.5 },
    { timeoutMs: 2 ** 31 },
    { timeoutMs: "5000" },
    { connectTimeoutMs: 5n },
    { maxResponseBytes: null },
  ])("are numbers that end: %o", (options) => {
    const given = { provider: "vault", baseUrl: "https://vault.example", ...options } as TransportOptions;
    const [name] = Object.keys(options);
    expect(() => createTransport(given)).toThrow(new TypeError(`${name} must be a number from 1 to 2147483647.`));
  });

  it("of one request are checked as well", async () => {
    const transport = transportTo("https://vault.example");
    const request = { method: "GET", path: "/", signal: new AbortController().signal, timeoutMs: 0 } as const;
    await expect(transport.request(request)).rejects.toThrow(TypeError);
  });
});
