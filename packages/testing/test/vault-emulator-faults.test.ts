import { expect, it } from "vitest";
import { fakeClock } from "../src/fake-clock.ts";
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

it("fails as told, as often as told, on the path it was told", async () => {
  const vault = await startVault();
  vault.put("secret/mailjet", { a: "b" });
  vault.fail({ kind: "status", status: 429, errors: ["slow down"], retryAfterSeconds: 3, times: 1 });
  const limited = await ask(vault, secret);
  expect(limited).toMatchObject({ status: 429, body: { errors: ["slow down"] }, headers: { "retry-after": "3" } });
  vault.fail({ kind: "garbage", body: "html", path: "/v1/secret/" });
  expect((await ask(vault, secret)).text).toMatch(/^<html>/);
  expect((await ask(vault, health)).status).toBe(200);
  vault.clearFaults();
  vault.fail({ kind: "garbage", body: "empty", times: 1 });
  expect(await ask(vault, secret)).toMatchObject({ status: 200, text: "" });
  vault.fail({ kind: "garbage", body: "huge", times: 1 });
  expect((await ask(vault, secret)).text.length).toBeGreaterThan(10_000_000);
  vault.fail({ kind: "reset", times: 1 });
  await expect(ask(vault, secret)).rejects.toMatchObject({ code: "ECONNRESET" });
  expect((await ask(vault, secret)).status).toBe(200);
});

it("answers late by its own clock, and forgets an answer that nobody waits for", async () => {
  const clock = fakeClock();
  const vault = await startVault({ clock });
  vault.put("secret/mailjet", { a: "b" });
  vault.fail({ kind: "delay", ms: 1_000, times: 2, path: "/v1/secret/" });
  const hold = vault.hold("/v1/secret/");
  const late = ask(vault, secret);
  await hold.arrived(1);
  hold.release();
  await clock.advance(999);
  expect([vault.openRequests, clock.pendingTimers()]).toEqual([1, 1]);
  await clock.advance(1);
  expect(await late).toMatchObject({ status: 200, body: { data: { data: { a: "b" } } } });
  const second = vault.hold("/v1/secret/");
  const cut = expect(ask(vault, secret)).rejects.toMatchObject({ code: "ECONNRESET" });
  await second.arrived(1);
  second.release();
  await clock.settle();
  expect(clock.pendingTimers()).toBe(1);
  vault.restart();
  await cut;
  await clock.settle();
  expect(clock.pendingTimers()).toBe(0);
  expect((await ask(vault, secret)).status).toBe(200);
});

it("counts connections and the requests that wait, and notes what arrived without its secrets", async () => {
  const vault = await startVault();
  const hold = vault.hold("/v1/secret/");
  const reading = ask(vault, secret);
  await hold.arrived(1);
  expect(vault.openRequests).toBe(1);
  hold.release();
  await reading;
  await ask(vault, { path: "secret/data/mailjet", body: { data: { a: "b" } } });
  expect(vault.connectionCount).toBe(2);
  expect(vault.received.map(({ method, path, fields, hasToken }) => ({ method, path, fields, hasToken }))).toEqual([
    { method: "GET", path: "/v1/secret/data/mailjet", fields: [], hasToken: true },
    { method: "POST", path: "/v1/secret/data/mailjet", fields: ["data"], hasToken: true },
  ]);
  expect(JSON.stringify(vault.received)).not.toContain(vault.rootToken);
});

it("forgets its tokens when it is restarted, and cuts its connections", async () => {
  const vault = await startVault();
  const token = vault.createToken();
  vault.fail({ kind: "hang", times: 1 });
  const hold = vault.hold();
  const waiting = expect(ask(vault, health)).rejects.toMatchObject({ code: "ECONNRESET" });
  await hold.arrived(1);
  hold.release();
  vault.restart();
  await waiting;
  expect((await ask(vault, { path: "auth/token/lookup-self", token })).status).toBe(403);
});
