import { SecretsError } from "@mailjet-secrets/core";
import { createTransport } from "@mailjet-secrets/http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Bao, startBao } from "./support/start-bao.ts";

const { signal } = new AbortController();
let bao: Bao;

describe("an OpenBao server", () => {
  beforeAll(async () => {
    bao = await startBao();
  });
  afterAll(() => bao.stop());

  it("answers, with KV version 2 at secret/", async () => {
    expect(await bao.request("GET", "/v1/sys/health")).toMatchObject({ status: 200, body: { sealed: false } });
    await bao.request("POST", "/v1/secret/data/a", { data: { key: "value" } });
    const answer = await bao.request("GET", "/v1/secret/data/a");
    expect(answer).toMatchObject({ status: 200, body: { data: { data: { key: "value" } } } });
  });

  it("comes back on the same port without its secrets and tokens", async () => {
    await bao.request("POST", "/v1/secret/data/kept", { data: { key: "value" } });
    const created = await bao.request("POST", "/v1/auth/token/create", {});
    const { client_token: token } = (created.body as { auth: { client_token: string } }).auth;
    const transport = createTransport({ provider: "vault", baseUrl: bao.address, headers: { "x-vault-token": token } });
    const look = () => transport.request({ method: "GET", path: "/v1/auth/token/lookup-self", signal });
    expect((await look()).status).toBe(200);
    await bao.kill();
    await expect(look()).rejects.toMatchObject({ code: "UNAVAILABLE", retryable: true });
    await bao.restart();
    expect((await look()).status).toBe(403);
    expect((await bao.request("GET", "/v1/secret/data/kept")).status).toBe(404);
    await transport.close();
  });
});

describe("an OpenBao server with TLS", () => {
  beforeAll(async () => {
    bao = await startBao({ tls: true, config: 'default_lease_ttl = "7m"' });
  });
  afterAll(() => bao.stop());

  it("is trusted by its authority alone, and heeds its configuration", async () => {
    const answer = await bao.request("GET", "/v1/sys/mounts/secret/tune");
    expect(answer).toMatchObject({ status: 200, body: { data: { default_lease_ttl: 420 } } });
    const transport = createTransport({ provider: "vault", baseUrl: bao.address });
    const error = await transport.request({ method: "GET", path: "/v1/sys/health", signal }).catch((error) => error);
    expect(SecretsError.is(error, "UNAVAILABLE")).toBe(true);
    expect(error.message).toContain("CA certificate");
    expect(error.retryable).toBe(false);
    await transport.close();
  });

  it("is spoken to over plain HTTP with a hint at the scheme", async () => {
    const transport = createTransport({ provider: "vault", baseUrl: bao.address.replace("https:", "http:") });
    const request = transport.request({ method: "GET", path: "/v1/sys/health", signal });
    await expect(request).rejects.toMatchObject({ code: "INVALID_CONFIG", hint: "Write https: in the address." });
    await transport.close();
  });
});
