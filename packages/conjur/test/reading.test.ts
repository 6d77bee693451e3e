import { createMailjetClientFactory } from "@mailjet-secrets/core";
import { expect, it } from "vitest";
import {
  API_KEY,
  connect,
  FIELDS,
  failureOf,
  LOGIN,
  PRIVATE,
  PUBLIC,
  paths,
  read,
  startConjur,
  statuses,
  VARIABLES,
  write,
} from "./support/conjur.ts";

const PAIR = { "api-key": PUBLIC, "secret-key": PRIVATE };

it("reads the pair in two variables by one request, each id once", async () => {
  const emulator = await startConjur();
  const provider = connect(emulator);
  const secret = { id: "mailjet/", fields: [...FIELDS, ...FIELDS] };
  expect(await read(provider, secret)).toEqual({ values: PAIR });
  expect(paths(emulator)).toEqual([
    "/secrets?variable_ids=dev%3Avariable%3Amailjet%2Fapi-key%2Cdev%3Avariable%3Amailjet%2Fsecret-key",
  ]);
});

it("reads fields without a branch as variables of the root, and none if none is asked for", async () => {
  const emulator = await startConjur({ variables: { "api-key": PUBLIC, "secret-key": PRIVATE } });
  const provider = connect(emulator);
  expect(await read(provider, { id: "", fields: FIELDS })).toEqual({ values: PAIR });
  expect(await read(provider, { id: "mailjet", fields: [] })).toEqual({ values: {} });
});

it.each([
  [
    "a record in JSON",
    JSON.stringify({ apiKey: PUBLIC, n: 1, more: [] }),
    { values: { apiKey: PUBLIC, n: "1" }, nonTextFields: ["n", "more"] },
  ],
  ["any other text", `${PUBLIC}:${PRIVATE}`, { values: { value: `${PUBLIC}:${PRIVATE}` } }],
])("reads one variable without fields: %s", async (_, text, snapshot) => {
  const emulator = await startConjur({ variables: { "mailjet/pair": text } });
  expect(await read(connect(emulator), { id: "mailjet/pair" })).toEqual(snapshot);
  expect(paths(emulator)).toEqual(["/secrets/dev/variable/mailjet%2Fpair"]);
});

it("D03: encodes slashes, blanks and plus signs of ids, alone and in a batch", async () => {
  const emulator = await startConjur({
    variables: { "apps/my mail/key+1": PUBLIC, "apps/my mail/säcret&2?": PRIVATE },
  });
  const provider = connect(emulator);
  expect(await read(provider, { id: "apps/my mail/key+1" })).toEqual({ values: { value: PUBLIC } });
  const fields = ["key+1", "säcret&2?"];
  expect(await read(provider, { id: "apps/my mail", fields })).toEqual({
    values: { "key+1": PUBLIC, "säcret&2?": PRIVATE },
  });
  expect(paths(emulator)[0]).toBe("/secrets/dev/variable/apps%2Fmy%20mail%2Fkey%2B1");
  expect(paths(emulator)[1]).toContain("apps%2Fmy%20mail%2Fkey%2B1%2Cdev");
});

it("takes an id that is written in full for what it is, and other colons for a part of the id", async () => {
  const emulator = await startConjur({ variables: { "mailjet/key": PUBLIC, "prod:variable:key": PRIVATE } });
  const provider = connect(emulator);
  expect(await read(provider, { id: "dev:variable:mailjet/key" })).toEqual({ values: { value: PUBLIC } });
  expect(await read(provider, { id: "dev:variable:mailjet", fields: ["key"] })).toEqual({ values: { key: PUBLIC } });
  expect(await read(provider, { id: "prod:variable:key" })).toEqual({ values: { value: PRIVATE } });
});

it.each([
  ["an empty id", { id: " " }],
  ["an empty field", { id: "", fields: ["api-key", ""] }],
  ["an empty field below a branch", { id: "mailjet", fields: ["api-key", " "] }],
  ["an id that is no text", { id: undefined as unknown as string }],
  ["fields that are one text", { id: "mailjet", fields: "api-key" as unknown as string[] }],
  ["a field that is no text", { id: "mailjet", fields: [7 as unknown as string] }],
  ["half of a character", { id: "mailjet/\ud800" }],
  ["half of a character in a field", { id: "mailjet", fields: ["\udfff"] }],
  ["a control character in a field", { id: "mailjet", fields: ["a\u0085b"] }],
  ["a step upwards", { id: "mailjet/../root/key" }],
  ["a step upwards in a field", { id: "mailjet", fields: [".."] }],
  ["a step nowhere", { id: "./key" }],
  ["a line break", { id: "mailjet/key\n" }],
  ["a version that is none", { id: "mailjet/pair", requestedVersion: "latest" }],
  ["version 0", { id: "mailjet/pair", requestedVersion: "0" }],
])("refuses %s before anything is sent", async (_, secret) => {
  const emulator = await startConjur();
  expect(await failureOf(read(connect(emulator), secret))).toMatchObject({ code: "INVALID_CONFIG" });
  expect(emulator.received).toEqual([]);
});

it("D07: says of a 404 that the variable is empty or not found, and names it", async () => {
  const emulator = await startConjur();
  emulator.setVariable("mailjet/empty");
  const provider = connect(emulator);
  for (const id of ["mailjet/empty", "mailjet/absent"]) {
    const error = await failureOf(read(provider, { id }));
    expect(error).toMatchObject({ code: "NOT_FOUND", provider: "conjur", retryable: false });
    expect(error.message).toContain(`Empty or not found in account dev of Conjur: "${id}".`);
    expect(error.hint).toContain(`${LOGIN} may not see it`);
  }
});

it.each([
  ["prod:variable:mailjet/key", "written in full for another account: this provider asks account dev"],
  ["variable:mailjet/key", "Leave out variable: in front of the id."],
  ["/mailjet/key", "Ids do not begin with a slash"],
])("D07: hints at the way ids are written when %s is not found", async (id, hint) => {
  const emulator = await startConjur();
  const provider = connect(emulator);
  for (const error of [
    await failureOf(read(provider, { id })),
    await failureOf(read(provider, { id, fields: ["a", "b"] })),
    await failureOf(write(provider, { id }, { value: "x" })),
  ]) {
    expect(error).toMatchObject({ code: "NOT_FOUND" });
    expect(error.hint).toContain(hint);
  }
  expect((await failureOf(read(provider, { id: "mailjet:absent" }))).hint).not.toContain(hint);
});

it("D07: hints at a record when fields below it are not found, and only then", async () => {
  const provider = connect(await startConjur());
  const error = await failureOf(read(provider, { id: "mailjet/pair", fields: ["apiKey", "apiSecret"] }));
  expect(error.hint).toContain("With fields, each is a variable below the id; leave them out if the id is one.");
  expect((await failureOf(read(provider, { id: "mailjet/absent" }))).hint).not.toContain("With fields");
});

it("shows an id only as far as it can be shown", async () => {
  const emulator = await startConjur();
  const provider = connect(emulator);
  const error = await failureOf(read(provider, { id: `mailjet/${PRIVATE}` }));
  expect(error.message).toContain('Empty or not found in account dev of Conjur: "(looks like a key, not shown)"');
  emulator.setRole({ login: LOGIN, apiKey: API_KEY, permissions: { "": ["read"] } });
  emulator.setVariable(PRIVATE, "x");
  const denied = await failureOf(read(provider, { id: PRIVATE }));
  expect(denied).toMatchObject({ code: "ACCESS_DENIED" });
  const refused = await failureOf(write(provider, { id: PRIVATE }, { value: "x" }));
  expect(refused).toMatchObject({ code: "ACCESS_DENIED" });
  for (const { message } of [error, denied, refused]) expect(message).not.toContain(PRIVATE.slice(0, 12));
  expect((await failureOf(read(provider, { id: "a\u202eb" }))).message).toContain('"a\\u{202e}b"');
});

it("D08: names every bad id of a batch, by asking one by one, and gives no part of the pair", async () => {
  const emulator = await startConjur();
  emulator.setVariable("mailjet/empty");
  const provider = connect(emulator);
  const error = await failureOf(read(provider, { id: "mailjet", fields: ["api-key", "empty", "absent"] }));
  expect(error).toMatchObject({ code: "NOT_FOUND" });
  expect(error.message).toContain('"mailjet/empty" and "mailjet/absent".');
  expect(error.message).not.toContain("api-key");
  expect(statuses(emulator)).toEqual(["login 200", "other 404", "other 200", "other 404", "other 404"]);
});

it("names what may not be read, and what is missing beside it, with the statement of the policy", async () => {
  const emulator = await startConjur();
  emulator.setRole({ login: LOGIN, apiKey: API_KEY, permissions: { "": ["execute"], "mailjet/secret-key": ["read"] } });
  const error = await failureOf(read(connect(emulator), { id: "mailjet", fields: [...FIELDS, "absent"] }));
  expect(error).toMatchObject({ code: "ACCESS_DENIED", retryable: false });
  expect(error.message).toContain(`${LOGIN} may not read "mailjet/secret-key" in Conjur.`);
  expect(error.message).toContain('Empty or not found: "mailjet/absent".');
  expect(error.hint).toBe(
    "Load a policy with !permit { role: !host /mailjet/app, privileges: [ read, execute ], resource: !variable /mailjet/secret-key }.",
  );
});

it("answers a role that is gone with ACCESS_DENIED", async () => {
  const emulator = await startConjur();
  const provider = connect(emulator);
  await read(provider);
  emulator.removeRole(LOGIN);
  expect(await failureOf(read(provider))).toMatchObject({ code: "ACCESS_DENIED" });
});

it.each([403, 404, 406, 414, 500])("reads one by one after a batch with status %i", async (status) => {
  const emulator = await startConjur();
  emulator.fail({ kind: "status", status, path: "/secrets", times: 1 });
  expect(await read(connect(emulator))).toEqual({ values: PAIR });
  expect(statuses(emulator)).toEqual(["login 200", `other ${status}`, "other 200", "other 200"]);
});

it("stops reading one by one when the server fails", async () => {
  const names = Array.from({ length: 20 }, (_, index) => `f,${index}`);
  const emulator = await startConjur({ variables: Object.fromEntries(["ok", ...names].map((id) => [id, "x"])) });
  emulator.fail({ kind: "status", status: 500, path: "/secrets/dev/variable/f%2C0" });
  const provider = connect(emulator);
  expect(await failureOf(read(provider, { id: "", fields: names }))).toMatchObject({ code: "UNAVAILABLE" });
  // Time enough for the others, if they went on.
  for (const _ of names) await read(provider, { id: "ok" });
  expect(paths(emulator).filter((path) => path.includes("%2C")).length).toBeLessThan(12);
});

it("splits long lists, by their number and by the length of the path", async () => {
  const names = Array.from({ length: 120 }, (_, index) => `v${index}`);
  const long = Array.from({ length: 20 }, (_, index) => `${"l".repeat(400)}${index}`);
  const variables = Object.fromEntries([...names, ...long].map((name) => [name, `value of ${name}`]));
  const emulator = await startConjur({ variables });
  const provider = connect(emulator);
  expect(await read(provider, { id: "", fields: names })).toEqual({
    values: Object.fromEntries(names.map((name) => [name, `value of ${name}`])),
  });
  expect(paths(emulator)).toHaveLength(3);
  expect(Object.keys((await read(provider, { id: "", fields: long })).values)).toHaveLength(20);
  expect(Math.max(...paths(emulator).map(({ length }) => length))).toBeLessThan(4_000);
});

it("reads ids with a comma by themselves, since the server would split them", async () => {
  const emulator = await startConjur({ variables: { "m/a,b": "1", "m/c": "2", "m/d": "3" } });
  expect(await read(connect(emulator), { id: "m", fields: ["a,b", "c", "d"] })).toEqual({
    values: { "a,b": "1", c: "2", d: "3" },
  });
  expect(paths(emulator)).toHaveLength(2);
});

it("reads a version by single requests, and says when there is none", async () => {
  const emulator = await startConjur();
  for (const id of ["mailjet/api-key", "mailjet/secret-key"]) emulator.setVariable(id, `${id} 2`);
  const provider = connect(emulator);
  expect(await read(provider, { id: "mailjet", fields: FIELDS, requestedVersion: "1" })).toEqual({ values: PAIR });
  expect(paths(emulator).sort()).toEqual([
    "/secrets/dev/variable/mailjet%2Fapi-key?version=1",
    "/secrets/dev/variable/mailjet%2Fsecret-key?version=1",
  ]);
  const error = await failureOf(read(provider, { id: "mailjet/pair", requestedVersion: "9" }));
  expect(error).toMatchObject({ code: "NOT_FOUND" });
  expect(error.message).toContain('"mailjet/pair" (version 9)');
});

it("D12: gives the bytes back as they are, with the line break at the end", async () => {
  const pem = "-----BEGIN X-----\r\nabc\n-----END X-----\n";
  const emulator = await startConjur({ variables: { "m/key": `${PRIVATE}\n`, "m/pem": pem, "m/bom": "\uFEFFx\0" } });
  const provider = connect(emulator);
  const values = { key: `${PRIVATE}\n`, pem, bom: "\uFEFFx\0" };
  expect(await read(provider, { id: "m", fields: ["key", "pem", "bom"] })).toEqual({ values });
  expect(await read(provider, { id: "m/key" })).toEqual({ values: { value: `${PRIVATE}\n` } });
  expect(await read(provider, { id: "m/bom" })).toEqual({ values: { value: "\uFEFFx\0" } });
});

it("D12: the Mailjet layer is the one that trims, and JSON that was cut is refused there without being quoted", async () => {
  const emulator = await startConjur({
    variables: {
      "m/api-key": `${PUBLIC}\n`,
      "m/secret-key": `${PRIVATE}\n`,
      "m/cut": VARIABLES["mailjet/pair"]?.slice(0, -3) ?? "",
    },
  });
  const fields = { apiKey: "api-key", apiSecret: "secret-key" };
  const factory = createMailjetClientFactory({
    provider: connect(emulator),
    secret: { id: "m", fields },
    accounts: { cut: "m/cut" },
  });
  const credentials = await factory.credentials();
  expect([credentials.apiKey(), credentials.apiSecret()]).toEqual([PUBLIC, PRIVATE]);
  const error = await failureOf(factory.account("cut").credentials());
  expect(error).toMatchObject({ code: "INVALID_SECRET", provider: "conjur" });
  expect(error.message).toContain("looks like JSON and is not valid JSON");
  expect(error.message).not.toContain(PUBLIC.slice(0, 12));
});

it("refuses bytes that are no text, naming the variable, also out of a batch", async () => {
  const emulator = await startConjur({ variables: { "m/text": "x", "m/bytes": Buffer.from([0xff, 0xfe, 0x00]) } });
  const provider = connect(emulator);
  for (const secret of [{ id: "m/bytes" }, { id: "m", fields: ["text", "bytes"] }]) {
    const error = await failureOf(read(provider, secret));
    expect(error).toMatchObject({ code: "INVALID_SECRET" });
    expect(error.message).toContain('Not UTF-8 text: "m/bytes"');
  }
});
