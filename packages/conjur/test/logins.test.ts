import { writeFile } from "node:fs/promises";
import { fakeClock } from "@mailjet-secrets/testing";
import { expect, it } from "vitest";
import type { ConjurAuth } from "../src/index.ts";
import {
  API_KEY,
  connect,
  failureOf,
  LOGIN,
  PRIVATE,
  PUBLIC,
  read,
  startConjur,
  statuses,
  temporaryFile,
} from "./support/conjur.ts";

const PAIR = { values: { "api-key": PUBLIC, "secret-key": PRIVATE } };
const OTHER_KEY = "2abcdefghjkmnpqrstvwxyz0123456789abcdefghjkmnpqrstvw";

it("D01: encodes the login once, as one segment of the path", async () => {
  const emulator = await startConjur({ roles: [{ login: "host/mail/app-01@x y", apiKey: API_KEY }] });
  const auth: ConjurAuth = { method: "apiKey", login: "host/mail/app-01@x y", apiKey: API_KEY };
  await expect(read(connect(emulator, { auth }))).resolves.toEqual(PAIR);
  expect(emulator.received[0]).toMatchObject({
    path: "/authn/dev/host%2Fmail%2Fapp-01%40x%20y/authenticate",
    headers: { "content-type": "text/plain" },
  });
});

it("D01: refuses a login that is encoded already, and asks nothing", async () => {
  const emulator = await startConjur();
  const auth: ConjurAuth = { method: "apiKey", login: "host%2Fmailjet%2Fapp", apiKey: API_KEY };
  const error = await failureOf(read(connect(emulator, { auth })));
  expect(error).toMatchObject({ code: "INVALID_CONFIG", hint: "Write it plainly, as in host/mailjet/app." });
  expect(emulator.received).toEqual([]);
});

it("refuses a service id that is encoded already, and asks nothing", async () => {
  const emulator = await startConjur();
  const auth: ConjurAuth = { method: "jwt", serviceId: "prod%2Feu", jwt: "a.b.c" };
  const error = await failureOf(read(connect(emulator, { auth })));
  expect(error).toMatchObject({ code: "INVALID_CONFIG", hint: "Write it plainly, as in prod/eu." });
  expect(emulator.received).toEqual([]);
});

it("D02: reminds of host/ when a login without it is refused, and does not try with it", async () => {
  const emulator = await startConjur();
  const auth: ConjurAuth = { method: "apiKey", login: "mailjet/app", apiKey: API_KEY };
  const error = await failureOf(read(connect(emulator, { auth })));
  expect(error).toMatchObject({ code: "UNAUTHENTICATED", retryable: false });
  expect(error.hint).toContain("For a host the login begins with host/");
  expect(statuses(emulator)).toEqual(["login 401"]);
});

it("tries wrong credentials once a read, and does not speak of host/ where it is there", async () => {
  const emulator = await startConjur();
  const provider = connect(emulator, { auth: { method: "apiKey", login: LOGIN, apiKey: OTHER_KEY } });
  const error = await failureOf(read(provider));
  expect(error).toMatchObject({ code: "UNAUTHENTICATED", provider: "conjur" });
  expect(error.message).toContain(LOGIN);
  expect(error.message).not.toContain("begins with host/");
  expect(statuses(emulator)).toEqual(["login 401"]);
});

it.each([
  ["401", 401, "UNAUTHENTICATED"],
  ["404", 404, "INVALID_CONFIG"],
] as const)("D05: hints at /api when a login is answered with %s", async (_, status, code) => {
  for (const [basePath, hint] of [
    ["", "Enterprise and Edge may need /api"],
    ["/api", "ends with /api, which open-source Conjur does not have"],
  ] as const) {
    const emulator = await startConjur({ basePath });
    emulator.fail({ kind: "status", status });
    const error = await failureOf(read(connect(emulator)));
    expect(error.code).toBe(code);
    expect(error.hint).toContain(hint);
  }
});

it("D11: sends the token in one line of base64, also if it came as base64 in several", async () => {
  const emulator = await startConjur();
  const lines = Buffer.from(emulator.issueAccessToken(LOGIN)).toString("base64").replace(/.{76}/g, "$&\n");
  expect(lines.split("\n").length).toBeGreaterThan(2);
  emulator.fail({ kind: "body", body: lines, path: "/authn" });
  await expect(read(connect(emulator))).resolves.toEqual(PAIR);
});

it.each([
  ["HTML", { kind: "status", status: 200, body: "html" }, "an HTML page"],
  ["nothing", { kind: "status", status: 200 }, "an empty body"],
  ["other JSON", { kind: "body", body: '{"token":"x"}' }, "a JSON body"],
  ["half a token", { kind: "garbage" }, "a body of another kind"],
] as const)("says what it got for a token: %s", async (_, fault, kind) => {
  const emulator = await startConjur();
  emulator.fail(fault);
  const error = await failureOf(read(connect(emulator)));
  expect(error).toMatchObject({ code: "UNEXPECTED_RESPONSE", retryable: false });
  expect(error.message).toContain(`with ${kind} that is no access token`);
});

it("D15: names the status of a page with status 500 at a login, and nothing of the page", async () => {
  const emulator = await startConjur();
  emulator.fail({ kind: "status", status: 500, body: "html" });
  const error = await failureOf(read(connect(emulator)));
  expect(error).toMatchObject({ code: "UNAVAILABLE", retryable: true });
  expect(error.message).toContain("with status 500 and an HTML page");
  expect(error.message).not.toContain("<");
});

it("hints at encoded slashes where a proxy in front decodes them", async () => {
  const emulator = await startConjur({ decodesSlashes: true });
  const error = await failureOf(read(connect(emulator)));
  expect(error).toMatchObject({ code: "INVALID_CONFIG" });
  expect(error.hint).toContain("%2F");
});

it("reads the API key from a file at each login, without the line break at its end", async () => {
  const clock = fakeClock();
  const emulator = await startConjur({ clock });
  const apiKeyFile = temporaryFile(`${API_KEY}\n`);
  const provider = connect(emulator, { clock, auth: { method: "apiKey", login: LOGIN, apiKeyFile } });
  await read(provider);
  emulator.rotateApiKey(LOGIN, OTHER_KEY);
  await writeFile(apiKeyFile, `${OTHER_KEY}\r\n`);
  emulator.revokeTokens();
  await expect(read(provider)).resolves.toEqual(PAIR);
  await writeFile(apiKeyFile, "\n");
  emulator.revokeTokens();
  const error = await failureOf(read(provider));
  expect(error).toMatchObject({ code: "INVALID_CONFIG" });
  expect(error.message).toContain(`${apiKeyFile}, named by auth.apiKeyFile, is empty`);
});

it("logs in a user, and an API key beside an account of another name is refused", async () => {
  const emulator = await startConjur({ roles: [{ login: "alice", apiKey: API_KEY }] });
  const auth: ConjurAuth = { method: "apiKey", login: "alice", apiKey: API_KEY };
  await expect(read(connect(emulator, { auth }))).resolves.toEqual(PAIR);
  expect(await failureOf(read(connect(emulator, { auth, account: "prod" })))).toMatchObject({
    code: "UNAUTHENTICATED",
  });
});

it("logs in with the JWT in a file, read anew at each login", async () => {
  const clock = fakeClock();
  const emulator = await startConjur({ clock, authenticators: ["authn-jwt/prod/eu"] });
  const jwtFile = temporaryFile(`${emulator.issueWebToken(LOGIN, 60)}\n`);
  const provider = connect(emulator, { clock, auth: { method: "jwt", serviceId: "prod/eu", jwtFile } });
  await expect(read(provider)).resolves.toEqual(PAIR);
  expect(emulator.received[0]).toMatchObject({
    path: "/authn-jwt/prod%2Feu/dev/authenticate",
    headers: { "content-type": "application/x-www-form-urlencoded" },
  });
  await clock.advance(600_000);
  await writeFile(jwtFile, emulator.issueWebToken(LOGIN, 60));
  await expect(read(provider)).resolves.toEqual(PAIR);
  await clock.advance(600_000);
  expect(await failureOf(read(provider))).toMatchObject({ code: "UNAUTHENTICATED", hint: "The JWT has expired." });
});

it("asks a function for the JWT at each login, and names the host in the path if told to", async () => {
  const emulator = await startConjur({ authenticators: ["authn-jwt/prod"] });
  let asked = 0;
  const jwt = async (): Promise<string> => {
    asked += 1;
    return emulator.issueWebToken(LOGIN);
  };
  const provider = connect(emulator, { auth: { method: "jwt", serviceId: "prod", hostId: LOGIN, jwt } });
  await read(provider);
  await read(provider);
  expect(asked).toBe(1);
  emulator.revokeTokens();
  await read(provider);
  expect(asked).toBe(2);
  expect(emulator.received[0]?.path).toBe("/authn-jwt/prod/dev/host%2Fmailjet%2Fapp/authenticate");
});

it("says what to check when a JWT is refused or its host is not permitted", async () => {
  const emulator = await startConjur({ authenticators: ["authn-jwt/prod"] });
  const refused = connect(emulator, { auth: { method: "jwt", serviceId: "prod", jwt: "a.b.c" } });
  const error = await failureOf(read(refused));
  expect(error).toMatchObject({ code: "UNAUTHENTICATED" });
  expect(error.hint).toContain("issuer, audience and signing key");
  emulator.setRole({ login: LOGIN, authenticators: [] });
  const jwt = emulator.issueWebToken(LOGIN);
  const denied = await failureOf(read(connect(emulator, { auth: { method: "jwt", serviceId: "prod", jwt } })));
  expect(denied).toMatchObject({ code: "ACCESS_DENIED" });
  expect(denied.hint).toContain("privilege [ authenticate ] on !webservice conjur/authn-jwt/prod");
});

it.each([
  ["throws", () => Promise.reject(new Error(`with ${API_KEY}`)), "UNAUTHENTICATED", "The function auth.jwt failed."],
  ["gives nothing", () => "", "INVALID_CONFIG", "What the function auth.jwt gave is no text, is empty"],
])("names the function for the JWT when it %s", async (_, jwt, code, message) => {
  const emulator = await startConjur();
  const error = await failureOf(read(connect(emulator, { auth: { method: "jwt", serviceId: "prod", jwt } })));
  expect(error).toMatchObject({ code });
  expect(error.message).toContain(message);
  expect(error.message).not.toContain(API_KEY);
});

it("names the file of a JWT that is not there", async () => {
  const emulator = await startConjur();
  const provider = connect(emulator, { auth: { method: "jwt", serviceId: "prod", jwtFile: "/nowhere/jwt" } });
  const error = await failureOf(read(provider));
  expect(error).toMatchObject({ code: "INVALID_CONFIG", cause: { code: "ENOENT" } });
  expect(error.message).toContain("/nowhere/jwt, named by auth.jwtFile, does not exist");
});

it("D11: works with an access token that the server gives as base64 already, and does not encode it twice", async () => {
  const emulator = await startConjur();
  const token = Buffer.from(emulator.issueAccessToken(LOGIN)).toString("base64");
  emulator.fail({ kind: "body", body: token, contentType: "text/plain; charset=utf-8", path: "/authn" });
  await expect(read(connect(emulator))).resolves.toEqual(PAIR);
});
