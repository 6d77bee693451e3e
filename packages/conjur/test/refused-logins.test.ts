import { writeFile } from "node:fs/promises";
import { type FakeClock, fakeClock } from "@mailjet-secrets/testing";
import { expect, it } from "vitest";
import type { ConjurAuth, ConjurProviderOptions } from "../src/index.ts";
import { API_KEY, connect, failureOf, LOGIN, read, startConjur, statuses, temporaryFile } from "./support/conjur.ts";

const OTHER_KEY = "2abcdefghjkmnpqrstvwxyz0123456789abcdefghjkmnpqrstvw";
const MINUTE_MS = 60_000;

it("sends a wrong key once in ten reads, in parallel or one by one, and answers all of them alike", async () => {
  const emulator = await startConjur();
  const provider = connect(emulator, {
    auth: { method: "apiKey", login: LOGIN, apiKey: OTHER_KEY },
    clock: fakeClock(),
  });
  const errors = await Promise.all(Array.from({ length: 5 }, () => failureOf(read(provider))));
  for (let count = 0; count < 5; count += 1) errors.push(await failureOf(read(provider)));
  expect(errors.map(({ code }) => code)).toEqual(Array.from({ length: 10 }, () => "UNAUTHENTICATED"));
  expect(statuses(emulator)).toEqual(["login 401"]);
});

it("logs in at the next read when the file holds the right key", async () => {
  const emulator = await startConjur();
  const apiKeyFile = temporaryFile(OTHER_KEY);
  const provider = connect(emulator, { auth: { method: "apiKey", login: LOGIN, apiKeyFile }, clock: fakeClock() });
  await failureOf(read(provider));
  await failureOf(read(provider));
  await writeFile(apiKeyFile, API_KEY);
  await read(provider);
  expect(statuses(emulator)).toEqual(["login 401", "login 200", "other 200"]);
});

it("logs in at the next read when the environment holds the right key", async () => {
  const emulator = await startConjur();
  const environment: Record<string, string> = { CONJUR_AUTHN_API_KEY: OTHER_KEY };
  const options: ConjurProviderOptions = { auth: { method: "apiKey", login: LOGIN }, environment };
  const provider = connect(emulator, { ...options, clock: fakeClock() });
  await failureOf(read(provider));
  await failureOf(read(provider));
  environment["CONJUR_AUTHN_API_KEY"] = API_KEY;
  await read(provider);
  expect(statuses(emulator)).toEqual(["login 401", "login 200", "other 200"]);
});

it("tries another JWT at once, and the one that was refused not", async () => {
  const emulator = await startConjur({ authenticators: ["authn-jwt/prod"] });
  const jwtFile = temporaryFile("a.b.c");
  const auth: ConjurAuth = { method: "jwt", serviceId: "prod", jwtFile };
  const provider = connect(emulator, { auth, clock: fakeClock() });
  await failureOf(read(provider));
  await failureOf(read(provider));
  await writeFile(jwtFile, emulator.issueWebToken(LOGIN));
  await read(provider);
  expect(statuses(emulator)).toEqual(["login 401", "login 200", "other 200"]);
});

it("logs in at the next read when the environment holds the right JWT", async () => {
  const emulator = await startConjur({ authenticators: ["authn-jwt/prod"] });
  const environment: Record<string, string> = { CONJUR_AUTHN_JWT_TOKEN: "a.b.c" };
  const provider = connect(emulator, { environment, auth: { method: "jwt", serviceId: "prod" } });
  expect(await failureOf(read(provider))).toMatchObject({ code: "UNAUTHENTICATED" });
  environment["CONJUR_AUTHN_JWT_TOKEN"] = emulator.issueWebToken(LOGIN);
  await expect(read(provider)).resolves.toBeDefined();
});

it("waits too where a function makes another JWT each time", async () => {
  const clock = fakeClock();
  const emulator = await startConjur({ authenticators: ["authn-jwt/prod"], clock });
  let asked = 0;
  const jwt = (): string => {
    asked += 1;
    return `a.b.${asked}`;
  };
  const provider = connect(emulator, { auth: { method: "jwt", serviceId: "prod", jwt }, clock });
  await failureOf(read(provider));
  await failureOf(read(provider));
  expect(statuses(emulator)).toEqual(["login 401"]);
  await clock.advance(MINUTE_MS);
  await failureOf(read(provider));
  expect(statuses(emulator)).toEqual(["login 401", "login 401"]);
});

it("tries the same key once more after a minute, then less often, and forgets that when it works", async () => {
  const clock = fakeClock();
  const emulator = await startConjur({ clock });
  const provider = connect(emulator, { clock });
  emulator.rotateApiKey(LOGIN, OTHER_KEY);
  const logInsAfter = (ms: number): Promise<number> => newLogIns(emulator, clock, ms, () => failureOf(read(provider)));
  expect(await logInsAfter(0)).toBe(1);
  expect(await logInsAfter(MINUTE_MS - 1)).toBe(0);
  expect(await logInsAfter(1)).toBe(1);
  expect(await logInsAfter(MINUTE_MS)).toBe(0);
  emulator.rotateApiKey(LOGIN, API_KEY);
  await clock.advance(15 * MINUTE_MS);
  await read(provider);
  emulator.rotateApiKey(LOGIN, OTHER_KEY);
  emulator.revokeTokens();
  expect(await logInsAfter(0)).toBe(1);
  expect(await logInsAfter(MINUTE_MS)).toBe(1);
});

it("treats a login that is not let through in the same way", async () => {
  const emulator = await startConjur({
    roles: [{ login: LOGIN, authenticators: [] }],
    authenticators: ["authn-jwt/prod"],
  });
  const auth: ConjurAuth = { method: "jwt", serviceId: "prod", jwt: emulator.issueWebToken(LOGIN) };
  const provider = connect(emulator, { auth, clock: fakeClock() });
  expect(await failureOf(read(provider))).toMatchObject({ code: "ACCESS_DENIED" });
  expect(await failureOf(read(provider))).toMatchObject({ code: "ACCESS_DENIED" });
  expect(statuses(emulator)).toEqual(["login 403"]);
});

it("knows credentials of AWS again, whose signature is another one each time", async () => {
  const clock = fakeClock();
  const emulator = await startConjur({ authenticators: ["authn-iam/prod"], clock });
  let secretAccessKey = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
  const credentials = () => ({ accessKeyId: "AKIDEXAMPLE", secretAccessKey });
  const provider = connect(emulator, {
    auth: { method: "awsIam", serviceId: "prod", login: "host/mailjet/123456789012/mail-sender", credentials },
    clock,
  });
  await failureOf(read(provider));
  await clock.advance(2_000);
  await failureOf(read(provider));
  expect(statuses(emulator)).toEqual(["login 401"]);
  secretAccessKey = "another/K7MDENG+bPxRfiCYEXAMPLEKEY";
  await failureOf(read(provider));
  expect(statuses(emulator)).toEqual(["login 401", "login 401"]);
});

it("does not take a failure of the server for a refusal", async () => {
  const emulator = await startConjur();
  const provider = connect(emulator, { clock: fakeClock() });
  emulator.fail({ kind: "status", status: 503, times: 2 });
  await failureOf(read(provider));
  await failureOf(read(provider));
  await read(provider);
  expect(statuses(emulator)).toEqual(["login 503", "login 503", "login 200", "other 200"]);
});

async function newLogIns(
  emulator: Awaited<ReturnType<typeof startConjur>>,
  clock: FakeClock,
  afterMs: number,
  readOnce: () => Promise<unknown>,
): Promise<number> {
  const count = (): number => emulator.received.filter(({ kind }) => kind === "login").length;
  const before = count();
  await clock.advance(afterMs);
  await readOnce();
  return count() - before;
}
