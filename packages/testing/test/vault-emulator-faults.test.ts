import { expect, it } from "vitest";
import { startVault } from "./support/start-vault.ts";
import { ask } from "./support/vault-calls.ts";

const health = { path: "sys/health", token: "" };
const secret = { path: "secret/data/mailjet" };

it("says in which state it is, and serves in one of them only", async () => {
  const vault = await startVault();
  vault.put("secret/mailjet", { a: "b" });
  expect(await ask(vault, health)).toMatchObject({ status: 200, body: { initialized: true, sealed: false } });
  vault.seal();
  expect(await ask(vault, health)).toMatchObject({ status: 503, body: { sealed: true } });
  expect(await ask(vault, secret)).toMatchObject({ status: 503, body: { errors: ["Vault is sealed"] } });
  vault.seal(false);
  expect((await ask(vault, secret)).status).toBe(200);
  vault.forgetInitialization();
  expect((await ask(vault, health)).status).toBe(501);
  expect((await ask(vault, secret)).status).toBe(501);
});

it("sends callers to the active server while it is a standby", async () => {
  const vault = await startVault();
  vault.standby("https://active.example:8200");
  expect((await ask(vault, health)).status).toBe(429);
  const sent = await ask(vault, secret);
  expect(sent).toMatchObject({ status: 307, text: "" });
  expect(sent.headers["location"]).toBe("https://active.example:8200/v1/secret/data/mailjet");
  vault.standby("");
  expect((await ask(vault, secret)).headers["location"]).toBe("/v1/secret/data/mailjet");
  vault.standby(undefined);
  expect((await ask(vault, secret)).status).toBe(404);
});

it("sends double slashes on, and refuses a verb that does not exist", async () => {
  const vault = await startVault();
  expect((await ask(vault, { path: "/secret/data/x" })).headers["location"]).toBe("/v1/secret/data/x");
  expect((await ask(vault, { ...secret, method: "BREW" })).status).toBe(400); // Node.js knows no such verb
  expect(vault.received).toHaveLength(1);
});

it("refuses requests without X-Vault-Request where it was told to, and lends a token to those without", async () => {
  const vault = await startVault({ requestHeaderRequired: true });
  vault.put("secret/mailjet", { a: "b" });
  vault.autoAuth(vault.rootToken);
  expect((await ask(vault, { ...secret, token: "" })).status).toBe(412);
  const headers = { "x-vault-request": "true" };
  expect((await ask(vault, { ...secret, token: "", headers })).status).toBe(200);
  vault.autoAuth(undefined);
  expect((await ask(vault, { ...secret, token: "", headers })).status).toBe(403);
});

it("fails with the words, the body or the address that it was told, on the path it was told", async () => {
  const vault = await startVault();
  vault.put("secret/mailjet", { a: "b" });
  vault.fail({ kind: "status", status: 429, errors: ["slow down"], retryAfterSeconds: 3, times: 1 });
  const limited = await ask(vault, secret);
  expect(limited).toMatchObject({ status: 429, body: { errors: ["slow down"] }, headers: { "retry-after": "3" } });
  vault.fail({ kind: "status", status: 200, body: { data: "x" }, times: 1 });
  expect((await ask(vault, secret)).body).toEqual({ data: "x" });
  vault.fail({ kind: "status", status: 307, body: "empty", location: "/there", times: 1 });
  expect(await ask(vault, secret)).toMatchObject({ status: 307, text: "", headers: { location: "/there" } });
  vault.fail({ kind: "status", status: 403, path: "/v1/secret/" });
  expect((await ask(vault, secret)).text).toBe('{"errors":[]}');
  expect((await ask(vault, health)).status).toBe(200);
  vault.clearFaults();
  expect((await ask(vault, secret)).status).toBe(200);
});

it("takes a write that fails all the same, if it was told to", async () => {
  const vault = await startVault();
  const write = { path: "secret/data/mailjet", body: { data: { a: "b" } } };
  vault.fail({ kind: "status", status: 503, times: 1 });
  expect((await ask(vault, write)).status).toBe(503);
  expect((await ask(vault, secret)).status).toBe(404);
  vault.fail({ kind: "status", status: 503, times: 1, afterProcessing: true });
  expect((await ask(vault, write)).status).toBe(503);
  expect((await ask(vault, secret)).status).toBe(200);
});

it("notes what arrived without its secrets", async () => {
  const vault = await startVault();
  await ask(vault, secret);
  await ask(vault, { path: "secret/data/mailjet", body: { data: { a: "b" } } });
  expect(vault.received.map(({ method, path, fields, hasToken }) => ({ method, path, fields, hasToken }))).toEqual([
    { method: "GET", path: "/v1/secret/data/mailjet", fields: [], hasToken: true },
    { method: "POST", path: "/v1/secret/data/mailjet", fields: ["data"], hasToken: true },
  ]);
  expect(JSON.stringify(vault.received)).not.toContain(vault.rootToken);
});
