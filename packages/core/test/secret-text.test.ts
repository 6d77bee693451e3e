import { describe, expect, it } from "vitest";
import { parseSecretText } from "../src/secret-text.ts";

const KEY = "00112233445566778899aabbccddeeff";
const SECRET = "ffeeddccbbaa99887766554433221100";

describe("parseSecretText", () => {
  it("turns a JSON object into its fields", () => {
    expect(parseSecretText(`{"public":"${KEY}","private":"${SECRET}"}`)).toEqual({ public: KEY, private: SECRET });
  });

  it("B01 (plain text) keeps a text as one value", () => {
    expect(parseSecretText(KEY)).toEqual({ value: KEY });
  });

  it("B02 (JSON.parse quotes its input) never throws", () => {
    for (const text of ["ThisIsThePassw0rd", "{", '{"a":', "", "[", '"', "\u0000", "{public:x}"]) {
      expect(parseSecretText(text)).toEqual({ value: text });
    }
  });

  it("B06 (JSON inside a JSON string) unwraps once", () => {
    const record = JSON.stringify({ public: KEY, private: SECRET });
    expect(parseSecretText(JSON.stringify(record))).toEqual({ public: KEY, private: SECRET });
  });

  it("B06 (JSON inside a JSON string) does not unwrap twice", () => {
    const thrice = JSON.stringify(JSON.stringify(JSON.stringify({ public: KEY })));
    expect(parseSecretText(thrice)).toEqual({ value: thrice });
  });

  it("B07 (quotes lost on the way in) uses no lenient parser", () => {
    const text = `{public:${KEY},private:${SECRET}}`;
    expect(parseSecretText(text)).toEqual({ value: text });
  });

  it("B09 (blanks in names and values) leaves both untouched", () => {
    expect(parseSecretText('{"public ":"\\tx "}')).toEqual({ "public ": "\tx " });
    expect(parseSecretText(" text\n")).toEqual({ value: " text\n" });
  });

  it("B23 (byte order mark) drops the mark in front of JSON", () => {
    expect(parseSecretText(`\uFEFF{"public":"${KEY}"}`)).toEqual({ public: KEY });
  });

  it("turns numbers and booleans into texts and leaves out null and what is nested", () => {
    expect(parseSecretText('{"a":1,"b":true,"c":null,"d":{"e":"x"},"f":["x"]}')).toEqual({ a: "1", b: "true" });
  });

  it("keeps JSON that is no object as one value", () => {
    for (const text of ["[1,2]", "5", "null", "true", '"quoted"']) {
      expect(parseSecretText(text)).toEqual({ value: text });
    }
  });

  it("treats __proto__ as an ordinary name", () => {
    const record = parseSecretText('{"__proto__":"x","public":"y"}');
    expect(Object.keys(record)).toEqual(["__proto__", "public"]);
    expect(Object.getPrototypeOf(record)).toBe(Object.prototype);
  });
});
