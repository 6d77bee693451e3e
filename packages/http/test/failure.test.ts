import { describe, expect, it } from "vitest";
import { failure } from "../src/failure.ts";
import { startTcp } from "./support/servers.ts";
import { failureOf, get, transportTo } from "./support/transport.ts";

const destination = { provider: "vault", place: "https://vault.example" };
const explain = (code: string) => failure(destination, Object.assign(new Error("secret text"), { code }));

describe("failures of the network", () => {
  it.each([
    ["ECONNREFUSED", "UNAVAILABLE", true, "port"],
    ["ENOTFOUND", "UNAVAILABLE", true, "slip"],
    ["EAI_AGAIN", "UNAVAILABLE", true, "name server"],
    ["ETIMEDOUT", "UNAVAILABLE", true, "firewall"],
    ["EHOSTUNREACH", "UNAVAILABLE", true, "firewall"],
    ["ENETUNREACH", "UNAVAILABLE", true, "firewall"],
    ["ECONNRESET", "UNAVAILABLE", true, "http:"],
    ["EPIPE", "UNAVAILABLE", true, "http:"],
    ["EPROTO", "UNAVAILABLE", true, "http:"],
    ["ERR_SSL_WRONG_VERSION_NUMBER", "UNAVAILABLE", true, "http:"],
    ["EACCES", "ACCESS_DENIED", false, "right"],
    ["HPE_INVALID_CONSTANT", "UNEXPECTED_RESPONSE", false, "http:"],
    ["HPE_HEADER_OVERFLOW", "UNEXPECTED_RESPONSE", false, "http:"],
    ["ESOMETHING", "UNAVAILABLE", true, "network"],
    ["DEPTH_ZERO_SELF_SIGNED_CERT", "UNAVAILABLE", false, "CA certificate"],
    ["SELF_SIGNED_CERT_IN_CHAIN", "UNAVAILABLE", false, "CA certificate"],
    ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "UNAVAILABLE", false, "CA certificate"],
    ["UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "UNAVAILABLE", false, "CA certificate"],
    ["ERR_TLS_CERT_ALTNAME_INVALID", "UNAVAILABLE", false, "server name"],
    ["CERT_HAS_EXPIRED", "UNAVAILABLE", false, "Renew"],
    ["CERT_NOT_YET_VALID", "UNAVAILABLE", false, "clock"],
    ["ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED", "UNAUTHENTICATED", false, "authority"],
    ["ERR_SSL_TLSV1_ALERT_UNKNOWN_CA", "UNAUTHENTICATED", false, "authority"],
  ])("%s is %s and says what to look at", (code, expected, retryable, hint) => {
    const error = explain(code);
    expect(error).toMatchObject({ code: expected, retryable, provider: "vault", cause: { code } });
    expect(error.hint).toContain(hint);
    expect(error.message).toContain("https://vault.example");
    expect(error.message).not.toContain("secret text");
  });

  it("come from a refused connection as well", async () => {
    const server = await startTcp(() => {});
    await server.close();
    const error = await failureOf(get(transportTo(server.url)));
    expect(error).toMatchObject({ code: "UNAVAILABLE", retryable: true, cause: { code: "ECONNREFUSED" } });
    expect((error as Error).message).toContain(`${server.url} refused the connection. Does the server run`);
  });

  it("come from a host name that nobody knows as well", async () => {
    const error = await failureOf(get(transportTo("https://vault.invalid")));
    expect(error).toMatchObject({ code: "UNAVAILABLE", retryable: true });
    expect((error as Error).message).toContain("https://vault.invalid has a host name that");
  });
});
