import { expect, it } from "vitest";
import { fakeClock } from "../src/fake-clock.ts";
import { call, KEY, LOGIN, LOGIN_PATH, logIn, startConjur, tokenHeader, withToken } from "./support/conjur-calls.ts";
import { type RawAnswer, rawRequest } from "./support/raw-request.ts";

it("gives a token of three parts for the right key, with subject, issue and expiry", async () => {
  const clock = fakeClock(1_700_000_000_000);
  const { status, text, headers } = await logIn(await startConjur({ clock }));
  expect({ status, type: headers["content-type"] }).toEqual({
    status: 200,
    type: "application/json; charset=utf-8",
  });
  const token = JSON.parse(text) as Record<string, string>;
  expect(Object.keys(token)).toEqual(["protected", "payload", "signature"]);
  expect(JSON.parse(Buffer.from(token["payload"] ?? "", "base64url").toString())).toEqual({
    sub: LOGIN,
    iat: 1_700_000_000,
    exp: 1_700_000_480,
  });
});

it("gives the token in one line of base64 if asked to", async () => {
  const emulator = await startConjur();
  const init = { method: "POST", body: KEY, headers: { "accept-encoding": "gzip, base64" } };
  const { text, headers } = await call(emulator, LOGIN_PATH, init);
  expect(headers["content-encoding"]).toBe("base64");
  expect(Object.keys(JSON.parse(Buffer.from(text, "base64").toString()))).toHaveLength(3);
});

it.each([
  ["another key", LOGIN_PATH, "wrong"],
  ["a line break after the key", LOGIN_PATH, `${KEY}\n`],
  ["an unknown login", "/authn/dev/nobody/authenticate", KEY],
  ["a login without host/", "/authn/dev/mailjet%2Fapp/authenticate", KEY],
  ["a login encoded twice", "/authn/dev/host%252Fmailjet%252Fapp/authenticate", KEY],
  ["an unknown account", "/authn/prod/host%2Fmailjet%2Fapp/authenticate", KEY],
  ["one slash that is not encoded", "/authn/dev/host/app/authenticate", KEY],
])("refuses %s with an empty 401", async (_, path, key) => {
  const { status, text, headers } = await logIn(await startConjur(), path, key);
  expect({ status, text, length: headers["content-length"] }).toEqual({ status: 401, text: "", length: "0" });
});

it("has no route for a login with two slashes, for another verb, and outside of its base path", async () => {
  const emulator = await startConjur();
  expect(await logIn(emulator, "/authn/dev/host/mailjet/app/authenticate")).toMatchObject({ status: 404 });
  expect((await call(emulator, LOGIN_PATH)).status).toBe(404);
  expect((await withToken(emulator, "/secrets/dev/variable/x", { method: "PUT", body: "y" })).status).toBe(404);
  const enterprise = await startConjur({ basePath: "/api" });
  expect(enterprise.url).toMatch(/\/api$/);
  expect((await logIn(enterprise)).status).toBe(200);
  const outside = await rawRequest(enterprise.url.replace("/api", LOGIN_PATH), { method: "POST", body: KEY });
  expect(outside).toMatchObject({ status: 404, text: expect.stringContaining("<html>") });
});

it("misreads an encoded login behind a proxy that decodes slashes", async () => {
  expect((await logIn(await startConjur({ decodesSlashes: true }))).status).toBe(404);
});

it.each([
  ["no header", {}, "Authorization missing"],
  ["no quotes", { authorization: "Token token=abc" }, "Authorization missing"],
  ["broken base64", { authorization: 'Token token="?"' }, "Malformed authorization token"],
  ["broken JSON", { authorization: 'Token token="YWJj"' }, "Malformed authorization token"],
  ["another signature", tokenHeader('{"protected":"","payload":"","signature":""}'), "Unauthorized: Invalid token"],
])("answers %s in place of a token with 401 and the reason", async (_, headers: Record<string, string>, reason) => {
  const reply = await call(await startConjur(), "/whoami", { headers });
  expect(reply).toMatchObject({ status: 401, text: reason });
});

it("does not take the URL-safe alphabet for a token", async () => {
  const emulator = await startConjur();
  const json = emulator.issueAccessToken(LOGIN).replace("{", '{"~~~???":"",');
  const urlSafe = Buffer.from(json).toString("base64url");
  expect(urlSafe).toMatch(/[-_]/);
  const reply = await call(emulator, "/whoami", { headers: { authorization: `Token token="${urlSafe}"` } });
  expect(reply).toMatchObject({ status: 401, text: "Malformed authorization token" });
});

it.each([true, false])(
  "accepts a token until its life is over (with exp: %s), then no more",
  async (tokensHaveExpiry) => {
    const clock = fakeClock();
    const emulator = await startConjur({ clock, tokensHaveExpiry });
    const headers = tokenHeader(emulator.issueAccessToken(LOGIN));
    await clock.advance(479_000);
    expect((await call(emulator, "/whoami", { headers })).status).toBe(200);
    await clock.advance(1_000);
    expect(await call(emulator, "/whoami", { headers })).toMatchObject({
      status: 401,
      text: "Unauthorized: Invalid token",
    });
  },
);

it("refuses tokens that were revoked, and those of a role that is gone", async () => {
  const emulator = await startConjur();
  const headers = tokenHeader(emulator.issueAccessToken(LOGIN));
  emulator.revokeTokens();
  expect((await call(emulator, "/whoami", { headers })).status).toBe(401);
  emulator.removeRole(LOGIN);
  expect(await withToken(emulator, "/whoami")).toMatchObject({ status: 403, text: "" });
});

it("lets a JWT in by the identity in it, or by the same one in the URL", async () => {
  const clock = fakeClock();
  const emulator = await startConjur({ clock, authenticators: ["authn-jwt/prod"] });
  const post = (path: string, body: string, type = "application/x-www-form-urlencoded"): Promise<RawAnswer> =>
    call(emulator, path, { method: "POST", body, headers: { "content-type": type } });
  const jwt = emulator.issueWebToken(LOGIN, 60);
  const path = "/authn-jwt/prod/dev/authenticate";
  const named = (login: string): string => `/authn-jwt/prod/dev/${encodeURIComponent(login)}/authenticate`;
  expect((await post(path, `jwt=${jwt}`)).status).toBe(200);
  expect((await post(named(LOGIN), `jwt=${jwt}`)).status).toBe(200);
  expect(await post(named("host/other"), `jwt=${jwt}`)).toMatchObject({ status: 401, text: "" });
  expect(await post("/authn-jwt/test/dev/authenticate", `jwt=${jwt}`)).toMatchObject({ status: 401, text: "" });
  const withCharset = "application/x-www-form-urlencoded; charset=utf-8";
  expect((await post(path, `jwt=${jwt}`, withCharset)).status).toBe(200);
  expect(await post(path, `jwt=${jwt}`, "text/plain")).toMatchObject({ status: 400, text: "" });
  expect(await post(path, jwt)).toMatchObject({ status: 400, text: "" });
  expect(await post(path, "jwt=a.b.c")).toMatchObject({ status: 401, text: "" });
  await clock.advance(60_000);
  expect(JSON.parse((await post(path, `jwt=${jwt}`)).text)).toEqual({
    error: { code: "unauthorized", message: "CONJ00016E Token expired" },
  });
  emulator.setRole({ login: LOGIN, authenticators: [] });
  expect(await post(path, `jwt=${emulator.issueWebToken(LOGIN)}`)).toMatchObject({ status: 403, text: "" });
});

it("says who one is and since when, and its version", async () => {
  const clock = fakeClock(Date.UTC(2026, 0, 1));
  const emulator = await startConjur({ clock });
  const headers = tokenHeader(emulator.issueAccessToken(LOGIN));
  await clock.advance(60_000);
  expect(JSON.parse((await call(emulator, "/whoami", { headers })).text)).toEqual({
    client_ip: "127.0.0.1",
    user_agent: null,
    account: "dev",
    username: LOGIN,
    token_issued_at: "2026-01-01T00:00:00.000+00:00",
  });
  expect((await call(emulator, "/")).text).toContain("Your Conjur server is running!");
  const json = await call(emulator, "/", { headers: { accept: "application/json" } });
  expect(JSON.parse(json.text)).toEqual({ version: "1.24.0-1" });
});
