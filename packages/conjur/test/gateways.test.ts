import { fakeClock } from "@mailjet-secrets/testing";
import { expect, it } from "vitest";
import { connect, failureOf, read, startConjur, statuses, write } from "./support/conjur.ts";

const ONE = { id: "mailjet/pair" };
const HTML = { contentType: "text/html", body: "<html><body>Not you</body></html>" };
const FOREIGN = [
  ["an HTML page", HTML],
  ["a page with a word of Conjur's", { contentType: "text/html", body: "<p>Authorization missing</p>" }],
  ["a text", { contentType: "text/plain", body: "RBAC: access denied" }],
  ["JSON without an error", { contentType: "application/json", body: '{"message":"Forbidden"}' }],
  ["JSON with an error in one word", { contentType: "application/json", body: '{"error":"Unauthorized"}' }],
  ["JSON with a number", { contentType: "application/json", body: '{"error":{"code":401,"message":"no"}}' }],
  ["JSON in capitals", { contentType: "application/json", body: '{"error":{"code":"Denied","message":"no"}}' }],
] as const;
const CASES = FOREIGN.flatMap(([name, body]) => [401, 403].map((status) => [status, name, body] as const));

it.each(CASES)("does not take status %i with %s at a login for a refusal of Conjur's", async (status, _, body) => {
  const emulator = await startConjur();
  const provider = connect(emulator, { clock: fakeClock() });
  emulator.fail({ kind: "body", status, ...body, path: "/authn", times: 2 });
  for (let count = 0; count < 2; count += 1) {
    const error = await failureOf(read(provider));
    expect(error).toMatchObject({ code: "UNEXPECTED_RESPONSE", provider: "conjur", retryable: false });
    expect(error.message).toContain("Something in front of Conjur, such as a gateway, answered the login of host/");
    expect(error.message).not.toContain(body.body);
  }
  // The credentials are not blamed: they are sent again at once.
  await expect(read(provider)).resolves.toBeDefined();
  expect(statuses(emulator)).toEqual([`login ${status}`, `login ${status}`, "login 200", "other 200"]);
});

it.each(CASES)("does not take status %i with %s at a secret for a refusal of Conjur's", async (status, _, body) => {
  const emulator = await startConjur();
  const provider = connect(emulator);
  await read(provider);
  for (const call of [() => read(provider), () => read(provider, ONE), () => write(provider, ONE, { value: "x" })]) {
    emulator.fail({ kind: "body", status, ...body, path: "/secrets" });
    const error = await failureOf(call());
    expect(error).toMatchObject({ code: "UNEXPECTED_RESPONSE", retryable: false });
    expect(error.message).toContain("Something in front of Conjur, such as a gateway, answered");
    emulator.clearFaults();
  }
  await read(provider);
  expect(statuses(emulator).filter((text) => text.startsWith("login"))).toEqual(["login 200"]);
});

it("says the same of a gateway's page for many variables", async () => {
  const emulator = await startConjur();
  emulator.fail({ kind: "body", status: 401, ...HTML, path: "/secrets" });
  const error = await failureOf(read(connect(emulator)));
  expect(error.message).toContain("answered the request for 2 variables with status 401 and an HTML page");
});

it.each([
  ["an empty body", { body: "" }],
  ["an empty body that says it is a page", { body: "", contentType: "text/html" }],
  ["its JSON", { body: '{"error":{"code":"unauthorized","message":"CONJ00002E"}}' }],
])("knows a refusal of Conjur's by %s, and does not send the credentials again", async (_, body) => {
  const emulator = await startConjur();
  const provider = connect(emulator, { clock: fakeClock() });
  for (const [status, code] of [
    [401, "UNAUTHENTICATED"],
    [403, "ACCESS_DENIED"],
  ] as const) {
    emulator.fail({ kind: "body", status, ...body, path: "/authn", times: 1 });
    const other = connect(emulator, { clock: fakeClock() });
    expect(await failureOf(read(other))).toMatchObject({ code });
    expect(await failureOf(read(other))).toMatchObject({ code });
  }
  expect(statuses(emulator)).toEqual(["login 401", "login 403"]);
  emulator.fail({ kind: "body", status: 403, ...body, path: "/secrets" });
  expect(await failureOf(read(provider, ONE))).toMatchObject({ code: "ACCESS_DENIED" });
  expect(await failureOf(write(provider, ONE, { value: "x" }))).toMatchObject({ code: "ACCESS_DENIED" });
});

it("does not take a 405 of somebody else for a follower's", async () => {
  const emulator = await startConjur();
  emulator.fail({ kind: "body", status: 405, ...HTML, path: "/secrets" });
  const error = await failureOf(write(connect(emulator), ONE, { value: "x" }));
  expect(error).toMatchObject({ code: "UNEXPECTED_RESPONSE" });
});
