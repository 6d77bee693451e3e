import { rename, rm, utimes, writeFile } from "node:fs/promises";
import { fakeClock } from "@mailjet-secrets/testing";
import { expect, it } from "vitest";
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

it("takes the token of a file, and another one when the file changes", async () => {
  const emulator = await startConjur();
  const tokenFile = temporaryFile(emulator.issueAccessToken(LOGIN));
  const provider = connect(emulator, { auth: { method: "tokenFile", tokenFile } });
  await expect(read(provider)).resolves.toEqual(PAIR);
  emulator.revokeTokens();
  await writeFile(`${tokenFile}.new`, emulator.issueAccessToken(LOGIN));
  await rename(`${tokenFile}.new`, tokenFile);
  await expect(read(provider)).resolves.toEqual(PAIR);
  expect(statuses(emulator)).toEqual(["other 200", "other 200"]);
});

it("reads the token file again when its token is refused, even if nothing shows that it changed", async () => {
  const emulator = await startConjur();
  const tokenFile = temporaryFile(emulator.issueAccessToken(LOGIN));
  const asOf = new Date(1_700_000_000_000);
  await utimes(tokenFile, asOf, asOf);
  const provider = connect(emulator, { auth: { method: "tokenFile", tokenFile } });
  await read(provider);
  emulator.revokeTokens();
  await writeFile(tokenFile, emulator.issueAccessToken(LOGIN)); // of the same size, in the same file
  await utimes(tokenFile, asOf, asOf);
  await expect(read(provider)).resolves.toEqual(PAIR);
  expect(statuses(emulator)).toEqual(["other 200", "other 401", "other 200"]);
});

it("asks about the sidecar when the token in the file has ended, without trying it twice", async () => {
  const clock = fakeClock();
  const emulator = await startConjur({ clock });
  const tokenFile = temporaryFile(emulator.issueAccessToken(LOGIN));
  const provider = connect(emulator, { clock, auth: { method: "tokenFile", tokenFile } });
  await clock.advance(480_000);
  const error = await failureOf(read(provider));
  expect(error).toMatchObject({ code: "UNAUTHENTICATED" });
  expect(error.hint).toContain("does the sidecar that renews it still run?");
  expect(statuses(emulator)).toEqual(["other 401"]);
});

it("waits for a token file that is not there yet, or half written, by an error that may be retried", async () => {
  const emulator = await startConjur();
  const tokenFile = temporaryFile('{"protected":"');
  const provider = connect(emulator, { auth: { method: "tokenFile", tokenFile } });
  expect(await failureOf(read(provider))).toMatchObject({ code: "UNAVAILABLE", retryable: true });
  await rm(tokenFile);
  const error = await failureOf(read(provider));
  expect(error).toMatchObject({ code: "UNAVAILABLE", retryable: true, cause: { code: "ENOENT" } });
  expect(error.message).toContain(tokenFile);
  await writeFile(tokenFile, emulator.issueAccessToken(LOGIN));
  await expect(read(provider)).resolves.toEqual(PAIR);
});

it("does not wait for a token file that cannot be read", async () => {
  const tokenFile = import.meta.dirname;
  const error = await failureOf(read(connect(await startConjur(), { auth: { method: "tokenFile", tokenFile } })));
  expect(error).toMatchObject({ code: "INVALID_CONFIG", retryable: false, cause: { code: "EISDIR" } });
});

it("goes on with the token it has while the file is away, half written or empty, as long as Conjur takes it", async () => {
  const emulator = await startConjur();
  const tokenFile = temporaryFile(emulator.issueAccessToken(LOGIN));
  const provider = connect(emulator, { auth: { method: "tokenFile", tokenFile } });
  await read(provider);
  for (const content of ['{"protected":"', ""]) {
    await writeFile(tokenFile, content);
    await expect(read(provider)).resolves.toEqual(PAIR);
  }
  await rm(tokenFile);
  await expect(read(provider)).resolves.toEqual(PAIR);
  emulator.revokeTokens();
  const error = await failureOf(read(provider));
  expect(error).toMatchObject({ code: "UNAVAILABLE", retryable: true });
  expect(error.message).toContain("is not there");
});

it("uses a token that was given, as JSON or base64, until it ends, and says that it cannot be renewed", async () => {
  const clock = fakeClock();
  const emulator = await startConjur({ clock });
  const json = emulator.issueAccessToken(LOGIN);
  for (const token of [json, `\n${json.replaceAll(",", ",\n ")}\n`, Buffer.from(json).toString("base64")]) {
    await expect(read(connect(emulator, { auth: { method: "token", token } }))).resolves.toEqual(PAIR);
  }
  await clock.advance(480_000);
  const error = await failureOf(read(connect(emulator, { auth: { method: "token", token: json } })));
  expect(error).toMatchObject({ code: "UNAUTHENTICATED" });
  expect(error.hint).toContain("cannot be renewed");
  expect(statuses(emulator).at(-1)).toBe("other 401");
});

it.each([
  ["of two lines", "host/a\nb", "the login", '!user "/the login"'],
  ["that looks like a key", API_KEY, "(looks like a key, not shown)", '!user "/(looks like a key, not shown)"'],
  ["that is no text", 7, "the login", '!user "/the login"'],
  ["that is one", LOGIN, LOGIN, "!host /mailjet/app"],
  ["with a blank", "host/my app", "host/my app", '!host "/my app"'],
  ["of a user", "alice@mailjet", "alice@mailjet", "!user /alice@mailjet"],
])("names who is logged in by the token, with a login %s", async (_, sub, name, role) => {
  const emulator = await startConjur();
  const payload = Buffer.from(JSON.stringify({ sub })).toString("base64url");
  const token = JSON.stringify({ protected: "x", payload, signature: "y" });
  emulator.fail({ kind: "status", status: 403, path: "/secrets" });
  const error = await failureOf(read(connect(emulator, { auth: { method: "token", token } })));
  expect(error).toMatchObject({ code: "ACCESS_DENIED" });
  expect(error.message).toContain(`${name} may not read`);
  expect(error.hint).toContain(`role: ${role}, privileges`);
});

it("refuses what is no token where one was given, without quoting it", async () => {
  const emulator = await startConjur();
  const error = await failureOf(read(connect(emulator, { auth: { method: "token", token: API_KEY } })));
  expect(error).toMatchObject({ code: "INVALID_CONFIG" });
  expect(error.message).not.toContain(API_KEY.slice(0, 8));
});
