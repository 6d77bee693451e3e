import { expect, it } from "vitest";
import { findJsonMistake } from "../src/json-mistake.ts";

it.each([
  ["", "line 1, column 1"],
  ["{", "line 1, column 2"],
  ["hello", "line 1, column 1"],
  ['{\n  "a": 1,\n}', "line 3, column 1"],
  ['{ "a" 1 }', "line 1, column 7"],
  ['{ "a": tru }', "line 1, column 8"],
  ['{ "a": "x }', "line 1, column 8"],
  ['{ "a": "\\x" }', "line 1, column 8"],
  ["{ 'a': 1 }", "line 1, column 3"],
  ['{ "a": [1, {}, -2.5e3, null,, "b"] }', "line 1, column 29"],
  ['{ "a": 01 }', "line 1, column 9"],
  ['{ "a": "ö\\u00e9😀" }\n\n// end', "line 3, column 1"],
  ["[".repeat(100_000), "line 1, column 66"],
])("%.40j stops being JSON at %s", (text, place) => {
  expect(() => JSON.parse(text)).toThrow();
  expect(findJsonMistake(text)).toBe(place);
});
