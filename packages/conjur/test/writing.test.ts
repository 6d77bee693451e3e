import { expect, it } from "vitest";
import {
  API_KEY,
  connect,
  FIELDS,
  failureOf,
  LOGIN,
  PRIVATE,
  PUBLIC,
  read,
  startConjur,
  statuses,
  write,
} from "./support/conjur.ts";

const PAIR = { "api-key": PUBLIC, "secret-key": PRIVATE };

it("writes a record as JSON into one variable", async () => {
  const emulator = await startConjur();
  const provider = connect(emulator);
  expect(await write(provider, { id: "mailjet/pair" }, PAIR)).toEqual({});
  expect(emulator.variable("mailjet/pair")).toBe(JSON.stringify(PAIR));
  expect(await read(provider, { id: "mailjet/pair" })).toEqual({ values: PAIR });
});

it.each(["plain text\n", "0123", '{"apiKey":"x"}', '"quoted"', "", " ", "[1]", "ä\0"])(
  "writes a single text so that it is read back the same: %j",
  async (value) => {
    const emulator = await startConjur();
    const provider = connect(emulator);
    await write(provider, { id: "mailjet/pair" }, { value });
    expect(await read(provider, { id: "mailjet/pair" })).toEqual({ values: { value } });
  },
);

it("writes plain text as it is, not as JSON", async () => {
  const emulator = await startConjur();
  await write(connect(emulator), { id: "mailjet/pair" }, { value: `${PUBLIC}:${PRIVATE}` });
  expect(emulator.variable("mailjet/pair")).toBe(`${PUBLIC}:${PRIVATE}`);
});

it("writes each field into its variable, and leaves others alone", async () => {
  const emulator = await startConjur({ variables: { "m/api-key": "1", "m/secret-key": "2", "m/other": "3" } });
  await write(connect(emulator), { id: "m", fields: FIELDS }, PAIR);
  expect(["m/api-key", "m/secret-key", "m/other"].map(emulator.variable)).toEqual([PUBLIC, PRIVATE, "3"]);
});

it("refuses empty values before it writes anything", async () => {
  const emulator = await startConjur();
  const values = { "api-key": PUBLIC, "secret-key": " " };
  const error = await failureOf(write(connect(emulator), { id: "mailjet", fields: FIELDS }, values));
  expect(error).toMatchObject({ code: "INVALID_CONFIG" });
  expect(error.message).toContain('"mailjet/secret-key" is empty');
  expect(emulator.received).toEqual([]);
});

it.each([
  ["half of a character", { "api-key": PUBLIC, "secret-key": "\ud800" }],
  ["a number", { "api-key": PUBLIC, "secret-key": 7 }],
  ["nothing", { "api-key": PUBLIC, "secret-key": undefined }],
])("refuses a value that cannot be stored as it is before it writes anything: %s", async (_, values) => {
  const emulator = await startConjur();
  const provider = connect(emulator);
  for (const secret of [{ id: "mailjet", fields: FIELDS }, { id: "mailjet/pair" }]) {
    const error = await failureOf(write(provider, secret, values as Readonly<Record<string, string>>));
    expect(error).toMatchObject({ code: "INVALID_CONFIG" });
    expect(error.message).toContain('the value of "secret-key"');
  }
  expect(emulator.received).toEqual([]);
});

it("says which variables were written when a later one fails", async () => {
  const emulator = await startConjur();
  emulator.removeVariable("mailjet/secret-key");
  const provider = connect(emulator);
  const error = await failureOf(write(provider, { id: "mailjet", fields: FIELDS }, PAIR));
  expect(error).toMatchObject({ code: "NOT_FOUND", retryable: false });
  expect(error.message).toContain('no variable "mailjet/secret-key"');
  expect(error.hint).toContain('Written already: "mailjet/api-key".');
});

it("says what was written before the connection broke, and why it broke", async () => {
  const emulator = await startConjur();
  emulator.fail({ kind: "reset", path: "/secrets/dev/variable/mailjet%2Fsecret-key" });
  const error = await failureOf(write(connect(emulator), { id: "mailjet", fields: FIELDS }, PAIR));
  expect(error).toMatchObject({ code: "UNAVAILABLE", retryable: true, cause: { code: "ECONNRESET" } });
  expect(error.hint).toContain('Written already: "mailjet/api-key".');
});

it("asks for a policy when the variable does not exist, and for the privilege when it may not be written", async () => {
  const emulator = await startConjur();
  const provider = connect(emulator);
  const missing = await failureOf(write(provider, { id: "mailjet/absent" }, { value: "x" }));
  expect(missing).toMatchObject({ code: "NOT_FOUND" });
  expect(missing.hint).toContain("Create it by a policy");
  emulator.setRole({ login: LOGIN, apiKey: API_KEY, permissions: { "": ["read", "execute"] } });
  const denied = await failureOf(write(provider, { id: "mailjet/pair" }, { value: "x" }));
  expect(denied).toMatchObject({ code: "ACCESS_DENIED" });
  expect(denied.hint).toContain("privileges: [ update ], resource: !variable /mailjet/pair");
});

it("asks for the leader when it meets a follower", async () => {
  const emulator = await startConjur();
  emulator.setReadOnly(true);
  const error = await failureOf(write(connect(emulator), { id: "mailjet/pair" }, { value: "x" }));
  expect(error).toMatchObject({ code: "INVALID_CONFIG", hint: "Give the address of the leader." });
});

it("writes again after a 401, which changed nothing", async () => {
  const emulator = await startConjur();
  const provider = connect(emulator);
  await read(provider);
  emulator.revokeTokens();
  await write(provider, { id: "mailjet/pair" }, { value: "x" });
  expect(emulator.variable("mailjet/pair")).toBe("x");
  expect(statuses(emulator).slice(2)).toEqual(["other 401", "login 200", "other 201"]);
});

it("does not write a second time when the answer is lost", async () => {
  const emulator = await startConjur();
  const provider = connect(emulator);
  await read(provider);
  emulator.fail({ kind: "reset", afterProcessing: true });
  expect(await failureOf(write(provider, { id: "mailjet/pair" }, { value: "x" }))).toMatchObject({
    code: "UNAVAILABLE",
  });
  expect(emulator.received.filter(({ method, kind }) => method === "POST" && kind === "other")).toHaveLength(1);
});
