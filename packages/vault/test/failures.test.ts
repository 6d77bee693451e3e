import type { SecretsErrorCode } from "@mailjet-secrets/core";
import { fakeClock, type VaultEmulator } from "@mailjet-secrets/testing";
import { describe, expect, it } from "vitest";
import { vaultHealth } from "../src/index.ts";
import { appRoleProvider, failure, PAIR, paths, read, rootProvider, startVault } from "./support/vault.ts";

type Row = readonly [
  status: number,
  errors: readonly string[],
  code: SecretsErrorCode,
  retryable: boolean,
  text: string,
];

const READS: readonly Row[] = [
  [400, ["some reason"], "UNEXPECTED_RESPONSE", false, "answered 400"],
  [401, ["who are you"], "UNEXPECTED_RESPONSE", false, "answered 401"],
  [
    403,
    ["1 error occurred:\n\t* permission denied\n\n"],
    "ACCESS_DENIED",
    false,
    "does not allow reading secret/data/mailjet",
  ],
  [404, [], "NOT_FOUND", false, "no secret at secret/data/mailjet"],
  [404, ["namespace not found"], "INVALID_CONFIG", false, "knows no namespace"],
  [405, ["unsupported operation"], "UNEXPECTED_RESPONSE", false, "answered 405"],
  [408, ["too slow"], "TIMEOUT", true, "answered 408"],
  [408, [], "TIMEOUT", true, "answered 408"],
  [412, ["required index state not present"], "UNAVAILABLE", true, "answered 412"],
  [415, [], "UNEXPECTED_RESPONSE", false, "answered 415"],
  [418, [], "UNEXPECTED_RESPONSE", false, "answered 418"],
  [429, ["rate limit quota exceeded"], "RATE_LIMITED", true, "limits requests"],
  [472, [], "UNAVAILABLE", true, "answered 472"],
  [473, [], "UNAVAILABLE", true, "answered 473"],
  [500, ["internal error"], "UNAVAILABLE", true, "answered 500"],
  [501, ["Vault is not initialized"], "UNAVAILABLE", false, "not initialised"],
  [502, [], "UNAVAILABLE", true, "answered 502"],
  [503, ["Vault is sealed"], "UNAVAILABLE", true, "Vault is sealed"],
  [503, ["no active node"], "UNAVAILABLE", true, "answered 503"],
  [504, [], "UNAVAILABLE", true, "answered 504"],
];

describe("the answer to a read", () => {
  it.each(READS)("with status %i %j is %s", async (status, errors, code, retryable, text) => {
    const vault = await startVault();
    const provider = rootProvider(vault);
    await read(provider);
    vault.fail({ kind: "status", status, errors, path: "/v1/secret/" });
    const error = await failure(code, read(provider));
    expect(error.retryable).toBe(retryable);
    expect(error.message).toContain(text);
    vault.clearFaults();
    expect(await read(provider)).toEqual(PAIR);
  });

  it.each(["html", "empty"] as const)(
    "with status 403, 404, 429, 500 and %s as body is not taken for Vault's",
    async (body) => {
      const vault = await startVault();
      const provider = appRoleProvider(vault);
      await read(provider);
      const codes = {
        403: "UNEXPECTED_RESPONSE",
        404: "UNEXPECTED_RESPONSE",
        429: "RATE_LIMITED",
        500: "UNAVAILABLE",
      } as const;
      for (const [status, code] of Object.entries(codes)) {
        vault.fail({ kind: "status", status: Number(status), body, path: "/v1/secret/", times: 1 });
        await failure(code, read(provider));
      }
      expect(paths(vault).filter((path) => path.startsWith("auth/"))).toEqual(["auth/approle/login"]);
    },
  );

  it.each([
    ["html", "a page of HTML"],
    ["empty", "an empty body"],
    ["cut", "something that is not JSON"],
  ] as const)("with status 200 and %s as body is an error that says so", async (body, text) => {
    const vault = await startVault();
    vault.fail({ kind: "garbage", body, path: "/v1/secret/" });
    expect((await failure("UNEXPECTED_RESPONSE", read(rootProvider(vault)))).message).toContain(text);
  });

  it("with 10 MB is an error that says so", async () => {
    const vault = await startVault();
    vault.fail({ kind: "garbage", body: "huge" });
    expect((await failure("UNEXPECTED_RESPONSE", read(rootProvider(vault)))).message).toMatch(
      /1 ?048 ?576|bytes|large/,
    );
  });

  it.each([
    [{ data: null }, "JSON that holds no secret"],
    [{ data: { data: "text", metadata: {} } }, "JSON that holds no secret"],
    [{ request_id: "0", data: { data: null, metadata: { version: 1 } } }, "JSON that holds no secret"],
    [["a"], "something that is not JSON"],
    [{ request_id: "0", data: null, wrap_info: { token: "s.wrapped", ttl: 60 } }, "wrapped its answer"],
  ])("with status 200 and %j is an error that says so", async (body, text) => {
    const vault = await startVault();
    vault.fail({ kind: "status", status: 200, body, path: "/v1/secret/" });
    expect((await failure("UNEXPECTED_RESPONSE", read(rootProvider(vault)))).message).toContain(text);
  });

  it("with a time to wait hands that on", async () => {
    const vault = await startVault();
    vault.fail({ kind: "status", status: 429, errors: [], retryAfterSeconds: 7 });
    expect((await failure("RATE_LIMITED", read(rootProvider(vault)))).retryAfterMs).toBe(7_000);
  });

  it("that does not come is a time-out", async () => {
    const clock = fakeClock();
    const vault = await startVault();
    const provider = rootProvider(vault, { clock, timeoutMs: 3_000 });
    vault.fail({ kind: "hang", times: 1 });
    const hold = vault.hold();
    const reading = failure("TIMEOUT", read(provider));
    await hold.arrived(1);
    hold.release();
    await clock.advance(3_000);
    await reading;
    expect(await read(provider)).toEqual(PAIR);
  });
});

describe("C07 403 where one expects 404", () => {
  it("names the full path, and says all that it can mean", async () => {
    const vault = await startVault({ namespaces: ["team-a"], policies: {} });
    vault.addRole({
      method: "approle",
      namespace: "team-a",
      name: "b",
      roleId: "role-b",
      secretIds: [{ secretId: "id-b" }],
    });
    const auth = { method: "appRole", roleId: "role-b", secretId: "id-b" } as const;
    const { message, hint } = await failure(
      "ACCESS_DENIED",
      read(appRoleProvider(vault, { namespace: "team-a", auth }), "apps/mailjet"),
    );
    expect(message).toContain("Vault does not allow reading secret/data/apps/mailjet in the namespace team-a.");
    expect(hint).toContain("The path is mistyped");
    expect(hint).toContain('path "secret/data/apps/mailjet" { capabilities = ["read"] }');
  });

  it("speaks of the Agent when no token was sent", async () => {
    const vault = await startVault();
    const provider = rootProvider(vault, { auth: { method: "none" } });
    expect((await failure("ACCESS_DENIED", read(provider))).hint).toContain("no token was sent");
    expect(vault.received.map(({ hasToken }) => hasToken)).toEqual([false]);
  });
});

describe("C14 the state of a server", () => {
  it("is put into words, and 429 and 47x are neither throttling nor failures there", async () => {
    const texts = [200, 429, 472, 473, 474, 501, 503].map((status) => vaultHealth(status));
    expect(texts.map(({ usable }) => usable)).toEqual([true, true, false, true, false, false, false]);
    expect(new Set(texts.map(({ text }) => text)).size).toBe(7);
    expect(vaultHealth(429).text).toContain("standby");
    expect(vaultHealth(501).text).toContain("not initialised");
    expect(vaultHealth(503).text).toContain("sealed");
    expect(vaultHealth(418)).toEqual({ usable: false, text: expect.stringContaining("418") });
  });

  it("is named by a read: sealed passes, not initialised does not", async () => {
    const vault = await startVault();
    const provider = appRoleProvider(vault);
    vault.seal();
    expect(await failure("UNAVAILABLE", read(provider))).toMatchObject({
      retryable: true,
      message: expect.stringContaining("sealed"),
    });
    vault.seal(false);
    expect(await read(provider)).toEqual(PAIR);
    vault.forgetInitialization();
    expect(await failure("UNAVAILABLE", read(provider))).toMatchObject({ retryable: false });
  });
});

/** Method, path, token and body of what was answered with 200. */
function servedBy({ received }: VaultEmulator): unknown[] {
  return received
    .filter(({ status }) => status === 200)
    .map(({ method, path, hasToken, fields }) => [method, path, hasToken, fields]);
}

const FOLLOWED = [
  ["POST", "/v1/auth/approle/login", false, ["role_id", "secret_id"]],
  ["GET", "/v1/secret/data/mailjet", true, []],
];

describe("C19 a redirect", () => {
  it("to the same server is followed with method, body and token, by a whole or a relative address", async () => {
    for (const start of ["", "origin"]) {
      const vault = await startVault();
      const provider = appRoleProvider(vault);
      for (const path of ["/v1/auth/approle/login", "/v1/secret/data/mailjet"]) {
        const location = start === "" ? path : vault.url + path;
        vault.fail({ kind: "status", status: 307, body: "empty", location, path, times: 1 });
      }
      expect(await read(provider)).toEqual(PAIR);
      expect(servedBy(vault)).toEqual(FOLLOWED);
    }
  });

  it("to another server of the cluster is followed in the same way when that is named, with its port or without", async () => {
    for (const name of ["localhost", "LOCALHOST:port"]) {
      const active = await startVault();
      const standby = await startVault();
      const { port } = new URL(active.url);
      standby.standby(`http://localhost:${port}`);
      expect(await read(appRoleProvider(standby, { redirectHosts: [name.replace("port", port)] }))).toEqual(PAIR);
      expect(servedBy(active)).toEqual(FOLLOWED);
    }
  });

  it("to another host, or another port of the same, is not followed: that may be somebody else", async () => {
    const active = await startVault();
    const { port } = new URL(active.url);
    for (const host of ["localhost", "127.0.0.1"]) {
      const standby = await startVault();
      standby.standby(`http://${host}:${port}`);
      for (const redirectHosts of [[], [`${host}:1`], ["vault.example.com"]]) {
        const provider = rootProvider(standby, { redirectHosts });
        const { message, hint } = await failure("UNEXPECTED_RESPONSE", read(provider));
        expect(message).toContain(`sends on to the host ${host}:${port}`);
        expect(hint).toContain(`redirectHosts: ["${host}:${port}"]`);
      }
      await failure("UNEXPECTED_RESPONSE", read(appRoleProvider(standby)));
    }
    expect(active.received).toEqual([]);
  });

  it("from https to http, or in a circle, is not followed", async () => {
    const plain = await startVault();
    const secure = await startVault({ https: true });
    secure.standby(plain.url);
    const { host } = new URL(plain.url);
    const options = { tls: { ca: secure.certificate }, redirectHosts: [host], allowInsecureHttp: true };
    await failure("UNEXPECTED_RESPONSE", read(rootProvider(secure, options)));
    expect(plain.received).toEqual([]);
    plain.standby("");
    await failure("UNEXPECTED_RESPONSE", read(rootProvider(plain)));
    expect(paths(plain)).toHaveLength(2);
  });
});
