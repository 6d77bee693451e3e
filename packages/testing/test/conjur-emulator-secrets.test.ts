import { expect, it } from "vitest";
import type { ConjurEmulator } from "../src/conjur-emulator.ts";
import { LOGIN, startConjur, withToken } from "./support/conjur-calls.ts";
import type { RawAnswer } from "./support/raw-request.ts";

const NOT_FOUND = (id: string): object => ({
  error: { code: "not_found", message: `CONJ00076E Variable dev:variable:${id} is empty or not found.` },
});

it("keeps the versions of a value, and adds none for the same value", async () => {
  const emulator = await startConjur({ variables: { "mailjet/key": "one" } });
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
  const emulator = await startConjur({ variables: { "a/b c+d": Buffer.from([0, 255, 10]) } });
  for (const id of ["a%2Fb%20c%2Bd", "a/b%20c+d"]) {
    const { bytes } = await withToken(emulator, `/secrets/dev/variable/${id}`);
    expect([...bytes]).toEqual([0, 255, 10]);
  }
  expect((await withToken(emulator, "/secrets/dev/variable/a%2Fb+c%2Bd")).status).toBe(404);
});

it("tells neither what has no value from what does not exist, nor from what may not be seen", async () => {
  const emulator = await startConjur({ variables: { hidden: "x", seen: "y" } });
  emulator.setVariable("empty");
  emulator.setRole({ login: LOGIN, permissions: { empty: ["execute"], seen: ["read"] } });
  for (const id of ["absent", "hidden", "empty"]) {
    const { status, text } = await withToken(emulator, `/secrets/dev/variable/${id}`);
    expect({ status, body: JSON.parse(text) }).toEqual({ status: 404, body: NOT_FOUND(id) });
  }
  expect(await withToken(emulator, "/secrets/dev/variable/seen")).toMatchObject({ status: 403, text: "" });
});

const batch = (emulator: ConjurEmulator, ids: readonly string[], headers = {}): Promise<RawAnswer> => {
  const list = encodeURIComponent(ids.map((id) => `dev:variable:${id}`).join(","));
  return withToken(emulator, `/secrets?variable_ids=${list}`, { headers });
};

it("answers a batch all or nothing, rights before absence", async () => {
  const emulator = await startConjur({ variables: { a: "1", b: "2", hidden: "3" } });
  expect(JSON.parse((await batch(emulator, ["a", "b"])).text)).toEqual({
    "dev:variable:a": "1",
    "dev:variable:b": "2",
  });
  expect(JSON.parse((await batch(emulator, ["a", "nope"])).text)).toEqual(NOT_FOUND("nope"));
  emulator.setRole({ login: LOGIN, permissions: { a: ["execute"], b: ["execute"] } });
  expect(await batch(emulator, ["a", "nope", "hidden"])).toMatchObject({ status: 403, text: "" });
});

it("refuses a batch with blanks, fails at duplicates, and splits at commas", async () => {
  const emulator = await startConjur({ variables: { a: "1", "a,b": "2" } });
  const blank = await withToken(emulator, "/secrets?variable_ids=dev%3Avariable%3Aa%2C");
  expect(JSON.parse(blank.text)).toEqual({ error: { code: "argument_error", message: "variable_ids" } });
  expect((await withToken(emulator, "/secrets")).status).toBe(422);
  expect((await batch(emulator, ["a", "a"])).status).toBe(500);
  expect(JSON.parse((await batch(emulator, ["a,b"])).text)).toMatchObject({ error: { code: "not_found" } });
});

it("puts binary values into a batch in base64 only, in lines of 60 characters", async () => {
  const emulator = await startConjur({ variables: { a: Buffer.alloc(60, 255), b: "text" } });
  expect(await batch(emulator, ["a", "b"])).toMatchObject({ status: 406 });
  const { text, headers } = await batch(emulator, ["a", "b"], { "accept-encoding": "base64" });
  expect(headers["content-encoding"]).toBe("base64");
  const values = JSON.parse(text) as Record<string, string>;
  expect(values["dev:variable:b"]).toBe("dGV4dA==\n");
  expect(values["dev:variable:a"]?.split("\n").map((line) => line.length)).toEqual([60, 20, 0]);
});

it("takes new values from those who may update, unless it is a follower", async () => {
  const emulator = await startConjur({ variables: { a: "1" } });
  const write = (id: string, body: string): Promise<RawAnswer> =>
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

it("notes requests without their tokens", async () => {
  const emulator = await startConjur();
  await withToken(emulator, "/secrets/dev/variable/a%2Fb?version=1");
  expect(emulator.received[0]).toMatchObject({
    method: "GET",
    path: "/secrets/dev/variable/a%2Fb",
    query: "version=1",
  });
  expect(JSON.stringify(emulator.received)).not.toContain("Token");
});
