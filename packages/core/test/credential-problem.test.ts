import { describe, expect, it } from "vitest";
import { findProblem, hasUsualShape, isSmtpHost, isTrustedHost, normalizeValue } from "../src/credential-problem.ts";

const KEY = "00112233445566778899aabbccddeeff";

describe("normalizeValue", () => {
  it.each([
    ["A15 (trailing newline from Kubernetes)", `${KEY}\n`],
    ["E13 (newline that the HTTP layer does not see)", `${KEY}\r\n`],
    ["A14 (quotes kept by docker --env-file)", `"${KEY}"`],
    ["A14 (single quotes kept by docker --env-file)", `'${KEY}'`],
    ["B09 (blanks and tabs from a console)", `\t${KEY} `],
    ["B23 (byte order mark)", `\uFEFF${KEY}`],
    ["a no-break space", `\u00a0${KEY}\u00a0`],
    ["a mark, quotes and line ends together", `\uFEFF "${KEY}\r\n" \n`],
  ])("takes away %s", (_, text) => {
    expect(normalizeValue(text)).toBe(KEY);
  });

  it.each(["undefined", "null", "[object Object]", '"undefined"', " null\n", "", " ", '""', "''"])(
    "A11 (words of unset values) reads %j as missing",
    (text) => {
      expect(normalizeValue(text)).toBe("");
    },
  );

  it("takes away one pair of quotes only, and only a pair", () => {
    expect(normalizeValue(`""${KEY}""`)).toBe(`"${KEY}"`);
    expect(normalizeValue(`"${KEY}`)).toBe(`"${KEY}`);
    expect(normalizeValue(`"${KEY}'`)).toBe(`"${KEY}'`);
    expect(normalizeValue('"')).toBe('"');
  });

  it("A18 (dollar signs) leaves them as they are", () => {
    expect(normalizeValue("ab$cd$$ef")).toBe("ab$cd$$ef");
    expect(normalizeValue('"$&$1"')).toBe("$&$1");
  });

  it("leaves a plain value as it is, and a normalised one unchanged", () => {
    expect(normalizeValue(KEY)).toBe(KEY);
    expect(normalizeValue("undefined-behaviour")).toBe("undefined-behaviour");
  });
});

describe("findProblem", () => {
  it.each([
    ["is empty", [""]],
    ["is one character repeated, a placeholder", ["x".repeat(32), "0".repeat(32), "f".repeat(32), "*****", "x"]],
    ["contains a line break", ["abc\ndef", "abc\rdef"]],
    ["is masked with asterisks", [`${"*".repeat(28)}1234`, "abc***def"]],
    [
      "is a reference that nobody replaced",
      ["\u0024{MJ_APIKEY_PUBLIC}", "$MJ_APIKEY_PUBLIC", "{{ mailjet.key }}", "%MJ_KEY%", "<key>", "process.env.MJ_KEY"],
    ],
    [
      "looks like a placeholder",
      [
        "your-api-key",
        "YOUR_SECRET_HERE",
        "yoursecretkey",
        "my-key",
        "mySecret",
        "api_key",
        "apikey",
        "secret",
        "public_key",
        "changeme",
        "replace-me",
        "insert key here",
        "xxxx-1234",
        "example",
        "placeholder1",
        "[redacted]",
        "dummy-value",
        "TODO",
      ],
    ],
    ["contains a blank", ["abc def", "abc\tdef", "abc\u00a0def"]],
    ["contains a quotation mark", [`"${KEY}`, "ab'cd", "ab`cd"]],
    ["contains a colon", ["ab:cd"]],
    [
      "contains a character that is not printable ASCII",
      ["schlüssel", `${KEY}\u200b`, "“abc”", "ab\u0000cd", "ab\u007f"],
    ],
  ])("refuses a value that %s", (reason, values) => {
    for (const value of values) expect(findProblem(value)?.reason, value).toBe(reason);
    for (const value of values) expect(findProblem(value)?.hint).toMatch(/^[A-Z].+\.$/);
  });

  it.each([
    "00112233445566778899aabbccddeeff",
    "0123456789abcdef0123456789abcdef",
    "deadbeefdeadbeefdeadbeefdeadbeef",
    "ffffffffffffffffffffffffffffffff0".slice(1),
    "abababababababababababababababab",
    "addaddaddaddaddaddaddaddaddaddad",
  ])("never takes the real shape %s for a placeholder", (value) => {
    expect(findProblem(value)).toBeUndefined();
  });

  it("A23 (32 equal characters) refuses even hexadecimal repetition, each digit of it", () => {
    for (const digit of "0123456789abcdef") {
      expect(findProblem(digit.repeat(32))?.reason).toContain("placeholder");
      const almost = `${digit.repeat(31)}${digit === "0" ? "1" : "0"}`;
      expect(findProblem(almost), almost).toBeUndefined();
    }
  });

  it.each(["ab$cd$$ef", "A1b2C3d4E5f6", "mystery7token9", "theta-42", "Putney7", "a+b/c=", "$2b$10$abc"])(
    "lets a value of another shape pass: %s",
    (value) => {
      expect(findProblem(value)).toBeUndefined();
    },
  );
});

describe("hasUsualShape", () => {
  it("is true for 32 lower-case hexadecimal digits only", () => {
    expect(hasUsualShape(KEY)).toBe(true);
    for (const value of [KEY.toUpperCase(), KEY.slice(1), `${KEY}0`, `${KEY}\n`, "g".repeat(32), ""]) {
      expect(hasUsualShape(value), value).toBe(false);
    }
  });
});

describe("isTrustedHost", () => {
  it.each([
    "api.mailjet.com",
    "api.us.mailjet.com",
    "API.Mailjet.COM",
    "api.mailjet.com:443",
    "localhost",
    "localhost:8443",
    "LOCALHOST",
    "127.0.0.1",
    "127.0.0.1:65535",
    "127.8.9.10",
    "[::1]:8080",
    "[::1]",
  ])("trusts %s", (host) => {
    expect(isTrustedHost(host)).toBe(true);
  });

  it.each([
    "",
    "mailjet.com",
    "evilmailjet.com",
    "evil.mailjet.com.example",
    "mailjet.com.evil.net",
    "api.mailjet.com.",
    "localhost.evil",
    "evil.localhost",
    "127.0.0.1.evil.net",
    "127.0.0.1@evil.net",
    "user@api.mailjet.com",
    "user:pass@api.mailjet.com",
    "api.mailjet.com@evil.net",
    "evil.net/api.mailjet.com",
    "evil.net#.mailjet.com",
    "evil.net?.mailjet.com",
    "evil.net\\.mailjet.com",
    "evil.net:443/.mailjet.com",
    "api.mailjet.com/../x",
    "api.mailjet.com:x",
    "api.mailjet.com:443@evil.net",
    "https://api.mailjet.com",
    "api.mailjet.com\n",
    "api.mailjet.com evil.net",
    "ap\u0131.mailjet.com",
    "128.0.0.1",
    "10.0.0.1",
    "0.0.0.0",
    "[::2]",
    "::1",
  ])("does not trust %j", (host) => {
    expect(isTrustedHost(host)).toBe(false);
  });
});

describe("isSmtpHost", () => {
  it("tells Mailjet's SMTP servers from its API", () => {
    expect(["in-v3.mailjet.com", "in.mailjet.com", "IN-V3.mailjet.com"].map(isSmtpHost)).toEqual([true, true, true]);
    expect(["api.mailjet.com", "india.mailjet.com", "localhost", ""].some(isSmtpHost)).toBe(false);
  });
});
