import { describe, expect, it } from "vitest";
import { createRedactor, redactData } from "../src/redaction.ts";

const KEY = "00112233445566778899aabbccddeeff";
const SECRET = "ffeeddccbbaa99887766554433221100";
// Characters that URLs, base64 and JSON each write differently.
const AWKWARD = 'k+/?="\\>~secret~<';

const base64 = (text: string): string => Buffer.from(text).toString("base64");
const base64url = (text: string): string => Buffer.from(text).toString("base64url");

describe("createRedactor", () => {
  const forms: readonly (readonly [string, string])[] = [KEY, SECRET, AWKWARD, `${KEY}:${SECRET}:${AWKWARD}`].flatMap(
    (value) => [
      [`${value.length} characters as they are`, value],
      [`${value.length} characters URL-encoded`, encodeURIComponent(value)],
      [`${value.length} characters escaped in JSON`, JSON.stringify(value).slice(1, -1)],
      [`${value.length} characters in base64`, base64(value)],
      [`${value.length} characters in base64 without padding`, base64(value).replace(/=+$/, "")],
      [`${value.length} characters in base64url`, base64url(value)],
      [`${value.length} characters in URL-encoded base64`, encodeURIComponent(base64(value))],
    ],
  );

  it.each(forms)("H17 (other forms of the secret) replaces %s", (_, form) => {
    const redact = createRedactor([KEY, SECRET, AWKWARD]);
    expect(redact(`a ${form} b ${form}`)).toMatch(/^a \[redacted\]=* b \[redacted\]=*$/);
  });

  it("replaces the header of HTTP basic authentication as a whole", () => {
    const redact = createRedactor([KEY, SECRET]);
    expect(redact(`Authorization: Basic ${base64(`${KEY}:${SECRET}`)}`)).toBe("Authorization: Basic [redacted]");
  });

  it("replaces the longer of two values that contain each other", () => {
    expect(createRedactor(["abcdef", "abcdefgh"])("abcdefgh abcdef")).toBe("[redacted] [redacted]");
  });

  it("H17 (very short secrets) leaves values under six characters alone, their base64 too", () => {
    const redact = createRedactor(["abcde"]);
    expect(redact(`abcde ${base64("abcde")}`)).toBe(`abcde ${base64("abcde")}`);
    expect(createRedactor(["abcdef"])("abcdef")).toBe("[redacted]");
    expect(createRedactor(["", ""])("nothing: here")).toBe("nothing: here");
  });

  it("takes a value literally, not as a pattern", () => {
    expect(createRedactor(["a.c$&(x)"])("a.c$&(x) abc$&(x)")).toBe("[redacted] abc$&(x)");
  });
});

describe("redactData", () => {
  const redact = createRedactor([KEY, SECRET]);

  it("copies nested data with every text and key redacted", () => {
    const data = { a: [KEY, { b: `x${SECRET}` }], [KEY]: 1, n: null, t: true };
    expect(redactData(data, redact)).toEqual({
      a: ["[redacted]", { b: "x[redacted]" }],
      "[redacted]": 1,
      n: null,
      t: true,
    });
    expect(data.a[0]).toBe(KEY);
  });

  it("takes objects without a prototype", () => {
    const data = Object.assign(Object.create(null), { key: KEY });
    expect(redactData(data, redact)).toEqual({ key: "[redacted]" });
  });

  it("keeps bytes, redacted", () => {
    const bytes = Buffer.concat([Buffer.from([0xff, 0x00]), Buffer.from(KEY)]);
    const copy = redactData(bytes, redact);
    expect(copy).toEqual(Buffer.concat([Buffer.from([0xff, 0x00]), Buffer.from("[redacted]")]));
  });

  it("leaves out what is not plain data", () => {
    class Login {
      key: string = KEY;
    }
    const data = { login: new Login(), map: new Map([["k", KEY]]), call: () => KEY, symbol: Symbol(KEY), big: 5n };
    expect(JSON.stringify(redactData(data, redact))).toBe("{}");
    expect(redactData(new Login(), redact)).toBeUndefined();
  });

  it("leaves out what refers back to its container, and keeps what is only shared", () => {
    const shared = { x: 1 };
    const data: Record<string, unknown> = { one: shared, two: shared };
    data["self"] = data;
    expect(redactData(data, redact)).toEqual({ one: { x: 1 }, two: { x: 1 }, self: undefined });
  });

  it("ends at once on data in which every object leads to every other", () => {
    const nodes: Record<string, unknown>[] = Array.from({ length: 30 }, () => ({}));
    for (const node of nodes) for (const [index, other] of nodes.entries()) node[`to${index}`] = other;
    let texts = 0;
    redactData(nodes, (text) => {
      texts += 1;
      return text;
    });
    expect(texts).toBe(30 * 30);
  });

  it("cuts what is deeper than 20 levels", () => {
    let data: unknown = KEY;
    for (let level = 0; level < 100_000; level += 1) data = [data];
    expect(JSON.stringify(redactData(data, redact))).toBe(`${"[".repeat(21)}null${"]".repeat(21)}`);
  });
});
