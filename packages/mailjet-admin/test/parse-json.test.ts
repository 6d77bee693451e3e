import { expect, it } from "vitest";
import { parseJson } from "../src/parse-json.ts";

it("keeps integers that JavaScript would round as text, and leaves all others as they are", () => {
  const json = `{"ID":1152921504606846977,"Small":900719925474099,"Negative":-1152921504606846977,
    "Fraction":0.12345678901234568,"Long":12345678901234567000.0,"Exponent":1234567890123456e3,"List":[9007199254740993]}`;
  expect(parseJson(json)).toEqual({
    ID: "1152921504606846977",
    Small: 900719925474099,
    Negative: "-1152921504606846977",
    Fraction: 0.12345678901234568,
    Long: 12345678901234567000,
    Exponent: 1234567890123456e3,
    List: ["9007199254740993"],
  });
});

it("does not touch digits inside of texts and names", () => {
  const value = { "1234567890123456789": 'a "1234567890123456789" \\', b: '\\":1234567890123456789,', c: 1 };
  expect(parseJson(JSON.stringify(value))).toEqual(value);
});

it("takes a byte order mark, and gives nothing for what is no JSON", () => {
  expect(parseJson('\ufeff{"a":1}')).toEqual({ a: 1 });
  for (const text of ["", "<html>1234567890123456789</html>", '{"a":12345678901234567', '{"a":1}}']) {
    expect(parseJson(text)).toBeUndefined();
  }
});

it("is not slowed down by a text without an end", () => {
  const start = performance.now();
  expect(parseJson(`{"a":1234567890123456789,"b":"${'\\"'.repeat(500_000)}`)).toBeUndefined();
  expect(performance.now() - start).toBeLessThan(1_000);
});
