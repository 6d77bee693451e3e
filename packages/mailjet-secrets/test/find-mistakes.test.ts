import { object, string, union } from "valibot";
import { expect, it } from "vitest";
import { findMistakes } from "../src/find-mistakes.ts";
import { KEY } from "./support/pair.ts";

it("A schema without words of its own does not quote the value", () => {
  const text = "has a value of the wrong kind";
  expect(findMistakes(string(), 7).mistakes).toEqual([{ path: [], text }]);
  expect(findMistakes(union([string(), object({ id: string() })]), { id: [KEY] }).mistakes).toEqual([
    { path: ["id"], text },
  ]);
});

it.each([
  [[], []],
  [{ accounts: ["marketing"] }, ["accounts"]],
  [{ env: { accounts: [] } }, ["env", "accounts"]],
  [{ vault: [] }, ["vault"]],
])("A list is no object: %j", (input, path) => {
  expect(findMistakes(object({}), input).mistakes).toEqual([{ path, text: "must be an object, not a list" }]);
});

it("A value that is missing is said to be", () => {
  expect(findMistakes(object({ id: string() }), {}).mistakes).toEqual([{ path: ["id"], text: "is missing" }]);
});
