import { expect, it } from "vitest";
import { nearestWord } from "../src/nearest-word.ts";

const WORDS = ["env", "aws", "vault", "conjur", "refreshAfterMs"];

it.each([
  ["valt", "vault"],
  ["vualt", "vault"],
  ["VAULT", "vault"],
  ["vaults", "vault"],
  ["conjure", "conjur"],
  ["evn", "env"],
  ["aw", "aws"],
  ["refreshafterms", "refreshAfterMs"],
  ["refreshAfter", "refreshAfterMs"],
])("%s is nearest to %s", (text, word) => {
  expect(nearestWord(text, WORDS)).toBe(word);
});

it.each(["", "gcp", "azure", "toString", "e".repeat(100_000)])("nothing is near to %.20s", (text) => {
  expect(nearestWord(text, WORDS)).toBeUndefined();
});
