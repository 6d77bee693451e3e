import { expect, it } from "vitest";
import { connect, failureOf, read, startConjur, write } from "./support/conjur.ts";

const ONE = { id: "mailjet/pair" };

const ROWS = [
  [302, "UNEXPECTED_RESPONSE", false],
  [400, "UNEXPECTED_RESPONSE", false],
  [405, "UNEXPECTED_RESPONSE", false],
  [409, "UNEXPECTED_RESPONSE", false],
  [418, "UNEXPECTED_RESPONSE", false],
  [408, "TIMEOUT", true],
  [422, "UNEXPECTED_RESPONSE", false],
  [429, "RATE_LIMITED", true],
  [500, "UNAVAILABLE", true],
  [502, "UNAVAILABLE", true],
  [503, "UNAVAILABLE", true],
  [504, "UNAVAILABLE", true],
] as const;

it.each(ROWS)("answers status %i of a single read with %s", async (status, code, retryable) => {
  const emulator = await startConjur();
  emulator.fail({ kind: "status", status, path: "/secrets", body: "html" });
  const error = await failureOf(read(connect(emulator), ONE));
  expect(error).toMatchObject({ code, retryable, provider: "conjur" });
  expect(error.message).toContain(`the request for "mailjet/pair" with status ${status} and an HTML page`);
});

it.each(ROWS)("answers status %i of a batch with %s", async (status, code, retryable) => {
  const emulator = await startConjur();
  emulator.fail({ kind: "status", status, path: "/secrets" });
  const error = await failureOf(read(connect(emulator)));
  expect(error).toMatchObject({ code, retryable });
  expect(error.message).toContain(`with status ${status} and an empty body`);
});

it.each(ROWS)("answers status %i of a login with %s", async (status, code, retryable) => {
  const emulator = await startConjur();
  emulator.fail({ kind: "status", status, path: "/authn" });
  const error = await failureOf(read(connect(emulator)));
  expect(error).toMatchObject({ code, retryable });
  expect(error.message).toContain(`the login of host/mailjet/app by authn with status ${status} and an empty body`);
});

it("hands on how long a server asks to wait", async () => {
  const emulator = await startConjur();
  for (const status of [429, 503]) {
    emulator.fail({ kind: "status", status, retryAfterSeconds: 7, times: 1, path: "/secrets" });
    expect(await failureOf(read(connect(emulator), ONE))).toMatchObject({ retryable: true, retryAfterMs: 7_000 });
  }
});

it("follows no redirect with a token, and says so", async () => {
  const target = await startConjur();
  const emulator = await startConjur();
  emulator.fail({ kind: "redirect", location: `${target.url}/secrets`, path: "/secrets" });
  const error = await failureOf(read(connect(emulator), ONE));
  expect(error).toMatchObject({ code: "UNEXPECTED_RESPONSE" });
  expect(error.hint).toContain("Redirects are not followed");
  expect(target.received).toEqual([]);
});

it("does not take a 404 of somebody else for a missing variable", async () => {
  const emulator = await startConjur();
  for (const fault of [
    { kind: "status", status: 404, body: "html" },
    { kind: "status", status: 404, body: "empty" },
    { kind: "body", status: 404, body: "no such page", contentType: "text/plain" },
  ] as const) {
    emulator.fail({ ...fault, path: "/secrets" });
    for (const secret of [ONE, undefined]) {
      const error = await failureOf(read(connect(emulator), secret));
      expect(error).toMatchObject({ code: "UNEXPECTED_RESPONSE" });
      expect(error.hint).toContain("%2F");
    }
    const writing = await failureOf(write(connect(emulator), ONE, { value: "x" }));
    expect(writing).toMatchObject({ code: "UNEXPECTED_RESPONSE" });
    emulator.clearFaults();
  }
});

it("tells a token that is bound to other addresses from a missing right", async () => {
  const emulator = await startConjur();
  emulator.fail({ kind: "body", status: 403, body: "IP address rejected", path: "/secrets" });
  const error = await failureOf(read(connect(emulator), ONE));
  expect(error).toMatchObject({ code: "ACCESS_DENIED" });
  expect(error.hint).toContain("restricted_to");
  expect((await failureOf(read(connect(emulator)))).hint).toBe(error.hint);
  expect((await failureOf(write(connect(emulator), ONE, { value: "x" }))).hint).toBe(error.hint);
});

it.each([
  ["a page", { kind: "status", status: 200, body: "html" }, "an HTML page"],
  ["nothing", { kind: "status", status: 200 }, "an empty body"],
] as const)("does not take %s for a value", async (_, fault, kind) => {
  const emulator = await startConjur();
  emulator.fail({ ...fault, path: "/secrets" });
  for (const secret of [ONE, undefined]) {
    const error = await failureOf(read(connect(emulator), secret));
    expect(error).toMatchObject({ code: "UNEXPECTED_RESPONSE", retryable: false });
    expect(error.message).toContain(kind);
  }
});

it.each([
  ["a value is left out", JSON.stringify({ "dev:variable:mailjet/api-key": "x" })],
  ["a value is no text", JSON.stringify({ "dev:variable:mailjet/api-key": "x", "dev:variable:mailjet/secret-key": 1 })],
  ["it is a list", "[]"],
  ["it is null", "null"],
])("refuses a batch when %s", async (_, body) => {
  const emulator = await startConjur();
  emulator.fail({ kind: "body", body, path: "/secrets", contentType: "application/json" });
  const error = await failureOf(read(connect(emulator)));
  expect(error).toMatchObject({ code: "UNEXPECTED_RESPONSE" });
  expect(error.message).toContain("a JSON body without a value of");
});

it("refuses an answer of ten megabytes, of a read and of a login", async () => {
  const emulator = await startConjur();
  for (const path of ["/authn", "/secrets"]) {
    emulator.fail({ kind: "garbage", body: "huge", path });
    const error = await failureOf(read(connect(emulator), ONE));
    expect(error).toMatchObject({ code: "UNEXPECTED_RESPONSE", provider: "conjur" });
    expect(error.message).toContain("more than 1048576 bytes");
    emulator.clearFaults();
  }
});

it("answers a server that cuts the connection with UNAVAILABLE, and one that says nothing with TIMEOUT", async () => {
  const emulator = await startConjur();
  emulator.fail({ kind: "reset" });
  expect(await failureOf(read(connect(emulator), ONE))).toMatchObject({ code: "UNAVAILABLE", retryable: true });
  emulator.clearFaults();
  emulator.fail({ kind: "hang" });
  const error = await failureOf(read(connect(emulator, { timeoutMs: 50 }), ONE));
  expect(error).toMatchObject({ code: "TIMEOUT", retryable: true });
  expect(error.message).toContain("within 50 ms");
});

it("answers an address at which nothing listens with UNAVAILABLE", async () => {
  const emulator = await startConjur();
  const provider = connect(emulator);
  await emulator.close();
  expect(await failureOf(read(provider, ONE))).toMatchObject({ code: "UNAVAILABLE", cause: { code: "ECONNREFUSED" } });
});

it.each(ROWS.filter(([status]) => status !== 405))("answers status %i of a write with %s", async (status, code) => {
  const emulator = await startConjur();
  emulator.fail({ kind: "status", status, path: "/secrets" });
  const error = await failureOf(write(connect(emulator), ONE, { value: "x" }));
  expect(error).toMatchObject({ code });
  expect(error.message).toContain(`the new value of "mailjet/pair" with status ${status}`);
});

it("says what to check when Conjur cannot make sense of what was asked for", async () => {
  const emulator = await startConjur();
  emulator.fail({ kind: "status", status: 422, path: "/secrets", body: "json" });
  const error = await failureOf(read(connect(emulator), { id: "mailjet/pair" }));
  expect(error).toMatchObject({ code: "INVALID_CONFIG", hint: "Check id and requestedVersion." });
});
