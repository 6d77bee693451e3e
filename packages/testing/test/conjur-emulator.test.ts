import { once } from "node:events";
import { Agent, get, type IncomingMessage, type RequestOptions } from "node:http";
import { expect, it, onTestFinished } from "vitest";
import { type ConjurEmulator, type ConjurEmulatorOptions, startConjurEmulator } from "../src/conjur-emulator.ts";
import { fakeClock } from "../src/fake-clock.ts";

const LOGIN = "host/mailjet/app";
const KEY = "1abcdefghjkmnpqrstvwxyz0123456789abcdefghjkmnpqrstvw";
const PATH = `/authn/dev/${encodeURIComponent(LOGIN)}/authenticate`;
const NOT_FOUND = (id: string): object => ({
  error: { code: "not_found", message: `CONJ00076E Variable dev:variable:${id} is empty or not found.` },
});

async function start(options: ConjurEmulatorOptions = {}): Promise<ConjurEmulator> {
  const emulator = await startConjurEmulator({ roles: [{ login: LOGIN, apiKey: KEY }], ...options });
  onTestFinished(() => emulator.close());
  return emulator;
}

interface Reply {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
}

async function call(emulator: ConjurEmulator, path: string, init: RequestInit = {}): Promise<Reply> {
  const response = await fetch(`${emulator.url}${path}`, init);
  return { status: response.status, text: await response.text(), headers: response.headers };
}

const logIn = (emulator: ConjurEmulator, path = PATH, body = KEY): Promise<Reply> =>
  call(emulator, path, { method: "POST", body });

const tokenHeader = (json: string): Record<string, string> => ({
  authorization: `Token token="${Buffer.from(json).toString("base64")}"`,
});

const withToken = (emulator: ConjurEmulator, path: string, init: RequestInit = {}): Promise<Reply> =>
  call(emulator, path, { ...init, headers: { ...tokenHeader(emulator.issueAccessToken(LOGIN)), ...init.headers } });

it("gives a token of three parts for the right key, with subject, issue and expiry", async () => {
  const clock = fakeClock(1_700_000_000_000);
  const { status, text, headers } = await logIn(await start({ clock }));
  expect({ status, type: headers.get("content-type") }).toEqual({
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
  const emulator = await start();
  const init = { method: "POST", body: KEY, headers: { "accept-encoding": "gzip, base64" } };
  const { text, headers } = await call(emulator, PATH, init);
  expect(headers.get("content-encoding")).toBe("base64");
  expect(Object.keys(JSON.parse(Buffer.from(text, "base64").toString()))).toHaveLength(3);
});

it.each([
  ["another key", PATH, "wrong"],
  ["a line break after the key", PATH, `${KEY}\n`],
  ["an unknown login", "/authn/dev/nobody/authenticate", KEY],
  ["a login without host/", "/authn/dev/mailjet%2Fapp/authenticate", KEY],
  ["a login encoded twice", "/authn/dev/host%252Fmailjet%252Fapp/authenticate", KEY],
  ["an unknown account", "/authn/prod/host%2Fmailjet%2Fapp/authenticate", KEY],
  ["one slash that is not encoded", "/authn/dev/host/app/authenticate", KEY],
])("refuses %s with an empty 401", async (_, path, key) => {
  const { status, text, headers } = await logIn(await start(), path, key);
  expect({ status, text, length: headers.get("content-length") }).toEqual({ status: 401, text: "", length: "0" });
});

it("has no route for a login with two slashes, for another verb, and outside of its base path", async () => {
  const emulator = await start();
  expect(await logIn(emulator, "/authn/dev/host/mailjet/app/authenticate")).toMatchObject({ status: 404 });
  expect((await call(emulator, PATH)).status).toBe(404);
  expect((await withToken(emulator, "/secrets/dev/variable/x", { method: "PUT", body: "y" })).status).toBe(404);
  const enterprise = await start({ basePath: "/api" });
  expect(enterprise.url).toMatch(/\/api$/);
  expect((await logIn(enterprise)).status).toBe(200);
  const outside = await fetch(enterprise.url.replace("/api", PATH), { method: "POST", body: KEY });
  expect(outside.status).toBe(404);
  expect(await outside.text()).toContain("<html>");
});

it("misreads an encoded login behind a proxy that decodes slashes", async () => {
  expect((await logIn(await start({ decodesSlashes: true }))).status).toBe(404);
});

it.each([
  ["no header", {}, "Authorization missing"],
  ["no quotes", { authorization: "Token token=abc" }, "Authorization missing"],
  ["broken base64", { authorization: 'Token token="?"' }, "Malformed authorization token"],
  ["broken JSON", { authorization: 'Token token="YWJj"' }, "Malformed authorization token"],
  ["another signature", tokenHeader('{"protected":"","payload":"","signature":""}'), "Unauthorized: Invalid token"],
])("answers %s in place of a token with 401 and the reason", async (_, headers: Record<string, string>, reason) => {
  const reply = await call(await start(), "/whoami", { headers });
  expect(reply).toMatchObject({ status: 401, text: reason });
});

it("does not take the URL-safe alphabet for a token", async () => {
  const emulator = await start();
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
    const emulator = await start({ clock, tokensHaveExpiry });
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
  const emulator = await start();
  const headers = tokenHeader(emulator.issueAccessToken(LOGIN));
  emulator.revokeTokens();
  expect((await call(emulator, "/whoami", { headers })).status).toBe(401);
  emulator.removeRole(LOGIN);
  expect(await withToken(emulator, "/whoami")).toMatchObject({ status: 403, text: "" });
});

it("says who one is, and its version", async () => {
  const emulator = await start({ clock: fakeClock() });
  expect(JSON.parse((await withToken(emulator, "/whoami")).text)).toMatchObject({ account: "dev", username: LOGIN });
  expect((await call(emulator, "/")).text).toContain("Your Conjur server is running!");
  const json = await call(emulator, "/", { headers: { accept: "application/json" } });
  expect(JSON.parse(json.text)).toEqual({ version: "1.24.0-1" });
});

it("keeps the versions of a value, and adds none for the same value", async () => {
  const emulator = await start({ variables: { "mailjet/key": "one" } });
  for (const value of ["two", "two", "three"]) emulator.setVariable("mailjet/key", value);
  const path = "/secrets/dev/variable/mailjet%2Fkey";
  expect((await withToken(emulator, path)).text).toBe("three");
  expect((await withToken(emulator, `${path}?version=2`)).text).toBe("two");
  expect((await withToken(emulator, `${path}?version=4`)).status).toBe(404);
  expect(await withToken(emulator, `${path}?version=x`)).toMatchObject({ status: 422 });
  for (let value = 4; value < 24; value += 1) emulator.setVariable("mailjet/key", String(value));
  expect((await withToken(emulator, `${path}?version=3`)).status).toBe(404);
  expect((await withToken(emulator, `${path}?version=4`)).text).toBe("4");
});

it("gives the bytes as they are, slashes encoded or not, and keeps a plus sign a plus sign", async () => {
  const emulator = await start({ variables: { "a/b c+d": Buffer.from([0, 255, 10]) } });
  for (const id of ["a%2Fb%20c%2Bd", "a/b%20c+d"]) {
    const response = await fetch(`${emulator.url}/secrets/dev/variable/${id}`, {
      headers: tokenHeader(emulator.issueAccessToken(LOGIN)),
    });
    expect([...new Uint8Array(await response.arrayBuffer())]).toEqual([0, 255, 10]);
  }
  expect((await withToken(emulator, "/secrets/dev/variable/a%2Fb+c%2Bd")).status).toBe(404);
});

it("tells neither what has no value from what does not exist, nor from what may not be seen", async () => {
  const emulator = await start({ variables: { hidden: "x", seen: "y" } });
  emulator.setVariable("empty");
  emulator.setRole({ login: LOGIN, permissions: { empty: ["execute"], seen: ["read"] } });
  for (const id of ["absent", "hidden", "empty"]) {
    const { status, text } = await withToken(emulator, `/secrets/dev/variable/${id}`);
    expect({ status, body: JSON.parse(text) }).toEqual({ status: 404, body: NOT_FOUND(id) });
  }
  expect(await withToken(emulator, "/secrets/dev/variable/seen")).toMatchObject({ status: 403, text: "" });
});

const batch = (emulator: ConjurEmulator, ids: readonly string[], headers = {}): Promise<Reply> => {
  const list = encodeURIComponent(ids.map((id) => `dev:variable:${id}`).join(","));
  return withToken(emulator, `/secrets?variable_ids=${list}`, { headers });
};

it("answers a batch all or nothing, rights before absence", async () => {
  const emulator = await start({ variables: { a: "1", b: "2", hidden: "3" } });
  expect(JSON.parse((await batch(emulator, ["a", "b"])).text)).toEqual({
    "dev:variable:a": "1",
    "dev:variable:b": "2",
  });
  expect(JSON.parse((await batch(emulator, ["a", "nope"])).text)).toEqual(NOT_FOUND("nope"));
  emulator.setRole({ login: LOGIN, permissions: { a: ["execute"], b: ["execute"] } });
  expect(await batch(emulator, ["a", "nope", "hidden"])).toMatchObject({ status: 403, text: "" });
});

it("refuses a batch with blanks, fails at duplicates, and splits at commas", async () => {
  const emulator = await start({ variables: { a: "1", "a,b": "2" } });
  const blank = await withToken(emulator, "/secrets?variable_ids=dev%3Avariable%3Aa%2C");
  expect(JSON.parse(blank.text)).toEqual({ error: { code: "argument_error", message: "variable_ids" } });
  expect((await withToken(emulator, "/secrets")).status).toBe(422);
  expect((await batch(emulator, ["a", "a"])).status).toBe(500);
  expect(JSON.parse((await batch(emulator, ["a,b"])).text)).toMatchObject({ error: { code: "not_found" } });
});

it("puts binary values into a batch in base64 only, in lines of 60 characters", async () => {
  const emulator = await start({ variables: { a: Buffer.alloc(60, 255), b: "text" } });
  expect(await batch(emulator, ["a", "b"])).toMatchObject({ status: 406 });
  const { text, headers } = await batch(emulator, ["a", "b"], { "accept-encoding": "base64" });
  expect(headers.get("content-encoding")).toBe("base64");
  const values = JSON.parse(text) as Record<string, string>;
  expect(values["dev:variable:b"]).toBe("dGV4dA==\n");
  expect(values["dev:variable:a"]?.split("\n").map((line) => line.length)).toEqual([60, 20, 0]);
});

it("takes new values from those who may update, unless it is a follower", async () => {
  const emulator = await start({ variables: { a: "1" } });
  const write = (id: string, body: string): Promise<Reply> =>
    withToken(emulator, `/secrets/dev/variable/${id}`, { method: "POST", body });
  expect(await write("a", "2")).toMatchObject({ status: 201, text: "" });
  expect(emulator.variable("a")).toBe("2");
  expect(JSON.parse((await write("a", " ")).text)).toMatchObject({ error: { code: "argument_error" } });
  expect(JSON.parse((await write("x", "3")).text)).toMatchObject({ error: { code: "not_found", target: "variable" } });
  emulator.setReadOnly(true);
  expect(JSON.parse((await write("a", "3")).text)).toMatchObject({ error: { code: 405 } });
  emulator.setReadOnly(false);
  emulator.setRole({ login: LOGIN, permissions: { "": ["read", "execute"] } });
  expect(await write("a", "3")).toMatchObject({ status: 403, text: "" });
});

it("lets a JWT in by the identity in it, or by the same one in the URL", async () => {
  const clock = fakeClock();
  const emulator = await start({ clock, authenticators: ["authn-jwt/prod"] });
  const post = (path: string, body: string, type = "application/x-www-form-urlencoded"): Promise<Reply> =>
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

it("fails as told, as often as told, on the path told, and holds answers back", async () => {
  const emulator = await start({ variables: { a: "123456" } });
  const read = (): Promise<Reply> => withToken(emulator, "/secrets/dev/variable/a");
  emulator.fail({ kind: "status", status: 429, times: 1, retryAfterSeconds: 3, path: "/secrets" });
  expect((await logIn(emulator)).status).toBe(200);
  const limited = await read();
  expect({ ...limited, after: limited.headers.get("retry-after") }).toMatchObject({
    status: 429,
    text: "",
    after: "3",
  });
  expect((await read()).status).toBe(200);
  emulator.fail({ kind: "garbage", times: 1 });
  expect((await read()).text).toBe("12345");
  emulator.fail({ kind: "reset", times: 1 });
  await expect(read()).rejects.toThrow();
  emulator.clearFaults();
  const hold = emulator.hold("/secrets");
  const held = read();
  await hold.arrived(1);
  expect(emulator.openRequests).toBe(1);
  hold.release();
  expect((await held).text).toBe("123456");
  expect(emulator.received.map(({ kind, status }) => `${kind} ${status}`)).toEqual([
    "login 200",
    "other 429",
    "other 200",
    "other 200",
    "other undefined",
    "other 200",
  ]);
});

it("answers late, by its own clock", async () => {
  const clock = fakeClock();
  const emulator = await start({ variables: { a: "123456" }, clock });
  emulator.fail({ kind: "delay", ms: 1_000, times: 1, path: "/secrets" });
  const hold = emulator.hold("/secrets");
  const late = withToken(emulator, "/secrets/dev/variable/a");
  await hold.arrived(1);
  hold.release();
  await clock.advance(999);
  expect([emulator.openRequests, clock.pendingTimers()]).toEqual([1, 1]);
  await clock.advance(1);
  expect(await late).toMatchObject({ status: 200, text: "123456" });
  expect((await withToken(emulator, "/secrets/dev/variable/a")).status).toBe(200);
  expect(clock.pendingTimers()).toBe(0);
});

it("forgets a late answer that nobody waits for", async () => {
  const clock = fakeClock();
  const emulator = await start({ clock });
  emulator.fail({ kind: "delay", ms: 1_000 });
  const hold = emulator.hold("/authn");
  const failed = expect(logIn(emulator)).rejects.toThrow();
  await hold.arrived(1);
  hold.release();
  await clock.settle();
  expect(clock.pendingTimers()).toBe(1);
  await emulator.close();
  await failed;
  await clock.settle();
  expect(clock.pendingTimers()).toBe(0);
});

it("counts connections, not requests", async () => {
  const emulator = await start();
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  onTestFinished(() => agent.destroy());
  const getOnce = async (options: RequestOptions): Promise<void> => {
    const [response] = (await once(get(emulator.url, options), "response")) as [IncomingMessage];
    await once(response.resume(), "end");
  };
  await Promise.all([getOnce({ agent }), getOnce({ agent })]);
  expect([emulator.received.length, emulator.connectionCount]).toEqual([2, 1]);
  await getOnce({ agent: false });
  expect([emulator.received.length, emulator.connectionCount]).toEqual([3, 2]);
});

it("notes requests without their tokens", async () => {
  const emulator = await start();
  await withToken(emulator, "/secrets/dev/variable/a%2Fb?version=1");
  expect(emulator.received[0]).toMatchObject({
    method: "GET",
    path: "/secrets/dev/variable/a%2Fb",
    query: "version=1",
  });
  expect(JSON.stringify(emulator.received)).not.toContain("Token");
});
