import { describe, expect, it } from "vitest";
import { fakeClock } from "../src/fake-clock.ts";
import { startVault } from "./support/start-vault.ts";
import { ask, type VaultReply } from "./support/vault-calls.ts";

const app = { method: "approle", name: "app", roleId: "role-0011", policies: ["app"] } as const;
const encoded = (text: string): string => Buffer.from(text).toString("base64");

describe("logins", () => {
  it("by AppRole take a secret id as often as it may be used", async () => {
    const vault = await startVault({ roles: [{ ...app, secretIds: [{ secretId: "secret-2233", uses: 1 }] }] });
    const logIn = (body: unknown): Promise<VaultReply> => ask(vault, { path: "auth/approle/login", token: "", body });
    const good = { role_id: "role-0011", secret_id: "secret-2233" };
    const first = await logIn(good);
    expect(first.body?.auth).toMatchObject({ lease_duration: 1_200, renewable: true, policies: ["app", "default"] });
    const token = String(first.body?.auth?.["client_token"]);
    expect((await ask(vault, { path: "auth/token/lookup-self", token })).body?.data).toMatchObject({
      path: "auth/approle/login",
    });
    expect((await logIn(good)).body?.errors).toEqual(["invalid role or secret ID"]);
    expect((await logIn({ ...good, role_id: "other" })).body?.errors).toEqual(["invalid role or secret ID"]);
    expect((await logIn({ role_id: "role-0011" })).body?.errors).toEqual(["missing secret_id"]);
    expect(vault.loginCount).toBe(4);
  });

  it("by a wrapped secret id fetch it once", async () => {
    const vault = await startVault({ roles: [{ ...app, secretIds: [] }] });
    const token = vault.wrapSecretId("app", "secret-2233");
    const lookup = await ask(vault, { path: "sys/wrapping/lookup", token: "", body: { token } });
    expect(lookup.body?.data).toMatchObject({ creation_path: "auth/approle/role/app/secret-id", creation_ttl: 120 });
    const unwrap = (): Promise<VaultReply> => ask(vault, { method: "POST", path: "sys/wrapping/unwrap", token });
    expect((await unwrap()).body?.data).toMatchObject({ secret_id: "secret-2233" });
    const invalid = { status: 400, body: { errors: ["wrapping token is not valid or does not exist"] } };
    expect(await unwrap()).toMatchObject(invalid);
    expect(await ask(vault, { path: "sys/wrapping/lookup", token: "", body: { token } })).toMatchObject(invalid);
    const other = vault.wrapSecretId("app", "secret-4455");
    expect((await ask(vault, { path: "sys/wrapping/unwrap", body: { token: other } })).body?.data).toMatchObject({
      secret_id: "secret-4455",
    });
  });

  it("by user name lock out who fails five times, for a quarter of an hour", async () => {
    const clock = fakeClock();
    const vault = await startVault({ clock, roles: [{ method: "userpass", username: "bob", password: "right" }] });
    const logIn = (password: string): Promise<VaultReply> =>
      ask(vault, { path: "auth/userpass/login/bob", token: "", body: { password } });
    for (let round = 0; round < 5; round += 1) expect((await logIn("wrong")).status).toBe(400);
    expect((await logIn("right")).status).toBe(403);
    await clock.advance(15 * 60_000 + 1);
    expect((await logIn("right")).status).toBe(200);
  });

  it("by the tokens of Kubernetes and of other issuers know role and token", async () => {
    const jwts = ["header.payload.signature"];
    const vault = await startVault({
      roles: [
        { method: "kubernetes", name: "app", jwts },
        { method: "jwt", mount: "team/ci", name: "app", jwts, usedByDefault: true },
      ],
    });
    const logIn = async (mount: string, body: unknown): Promise<unknown> => {
      const { status, body: answer } = await ask(vault, { path: `auth/${mount}/login`, token: "", body });
      return answer?.errors?.[0] ?? status;
    };
    expect(await logIn("kubernetes", { role: "app", jwt: jwts[0] })).toBe(200);
    expect(await logIn("kubernetes", { role: "x", jwt: jwts[0] })).toBe('invalid role name "x"');
    expect(await logIn("kubernetes", { role: "app", jwt: "other" })).toBe("permission denied");
    expect(await logIn("team/ci", { role: "app", jwt: jwts[0] })).toBe(200);
    expect(await logIn("team/ci", { jwt: jwts[0] })).toBe(200);
    expect(await logIn("team/ci", { role: "x", jwt: jwts[0] })).toBe('role "x" could not be found');
    expect(await logIn("team/ci", { role: "app" })).toBe("missing token");
    expect(await logIn("team/ci", { role: "app", jwt: "other" })).toMatch(/^error validating token/);
  });

  it("by certificate look at the TLS connection", async () => {
    const vault = await startVault({ https: true });
    vault.addRole({ method: "cert", name: "app", certificate: vault.certificate });
    const logIn = (tls?: object): Promise<VaultReply> =>
      ask(vault, { path: "auth/cert/login", token: "", body: {}, ...(tls === undefined ? {} : { tls }) });
    expect((await logIn()).body?.errors).toEqual(["no client certificate found"]);
    expect((await logIn({ cert: vault.certificate, key: vault.privateKey })).status).toBe(200);
  });

  it("by AWS look at the signed request as far as they can", async () => {
    const vault = await startVault({ roles: [{ method: "aws", name: "app", serverId: "vault.example.com" }] });
    const authorization = "AWS4-HMAC-SHA256 Credential=AKIA/x, SignedHeaders=host, Signature=00";
    const headers = { Authorization: [authorization], "X-Vault-AWS-IAM-Server-ID": "vault.example.com" };
    const fields = {
      role: "app",
      iam_http_request_method: "POST",
      iam_request_url: encoded("https://sts.amazonaws.com/"),
      iam_request_body: encoded("Action=GetCallerIdentity&Version=2011-06-15"),
      iam_request_headers: encoded(JSON.stringify(headers)),
    };
    const logIn = async (changes: object): Promise<number> =>
      (await ask(vault, { path: "auth/aws/login", token: "", body: { ...fields, ...changes } })).status;
    expect(await logIn({})).toBe(200);
    for (const changes of [
      { role: "other" },
      { iam_http_request_method: "GET" },
      { iam_request_url: encoded("https://evil.example/") },
      { iam_request_body: encoded("Action=Other") },
      { iam_request_headers: encoded("{}") },
      { iam_request_headers: encoded(JSON.stringify({ authorization })) },
    ]) {
      expect(await logIn(changes)).toBe(400);
    }
  });

  it("at a place where nothing is mounted are refused like a request without a token", async () => {
    const vault = await startVault({ roles: [{ ...app, secretIds: [] }] });
    for (const path of ["auth/nope/login", "auth/approle/login/bob"]) {
      const answer = await ask(vault, { path, token: "", body: {} });
      expect(answer).toMatchObject({ status: 403, body: { errors: ["permission denied"] } });
    }
  });
});
