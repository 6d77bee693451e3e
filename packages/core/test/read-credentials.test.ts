import { describe, expect, it } from "vitest";
import { KEY, PAIR, pairOf, read, refusal, refusalOfText, SECRET, TOKEN } from "./support/reading.ts";

describe("readCredentials, kinds of account,", () => {
  it("reads the token of an SMS account and ignores a pair beside it", () => {
    const credentials = read({ public: KEY, private: SECRET, token: TOKEN }, { kind: "sms" });
    expect(credentials.kind).toBe("sms");
    expect(credentials.apiToken()).toBe(TOKEN);
  });

  it("E04 (SMS token where a pair is needed) says so", () => {
    const error = refusal({ token: TOKEN });
    expect(error.message).toContain('holds an SMS token (field "token"), and this account needs a key pair.');
    expect(error.hint).toContain('Set kind: "sms"');
    expect(refusal({ t: TOKEN }, { fields: { apiToken: "t" } }).message).toContain("holds an SMS token");
  });

  it("E04 (pair where an SMS token is needed) says so in every layout", () => {
    const sms = { kind: "sms" } as const;
    const message = refusal({ public: KEY, private: SECRET }, sms).message;
    expect(message).toContain('holds a key pair (field "public"), and this account needs an SMS token.');
    expect(message).toContain('Set kind: "mail"');
    expect(refusal({ private: SECRET }, sms).message).toContain('holds a key pair (field "private")');
    expect(refusalOfText(PAIR, sms).message).toContain("holds a key pair (its text)");
    expect(refusal({ p: KEY }, { ...sms, fields: { apiKey: "p" } }).message).toContain("holds a key pair");
  });

  it("E05 (token missing) says how to name its field", () => {
    const error = refusal({ foo: "x", bar: "y" }, { kind: "sms" });
    expect(error.message).toContain(
      "has no SMS token: none of its 2 fields is called MJ_API_TOKEN, api_token or alike",
    );
    expect(error.hint).toContain('kind: "sms", fields: { apiToken:');
  });

  it("does not warn of a token's form", () => {
    expect(read({ token: "another-form-of-it" }, { kind: "sms" }).warnings).toEqual([]);
  });
});

describe("readCredentials, values,", () => {
  it.each([
    ["A11 (words of unset values)", "undefined", "is empty"],
    ["A23 (placeholder of an example file)", "your-api-key", "looks like a placeholder"],
    ["A23 (32 equal characters)", "x".repeat(32), "is one character repeated, a placeholder"],
    ["E13 (line break inside)", `${KEY}\n${KEY}`, "contains a line break"],
    ["a blank inside", "abc def", "contains a blank"],
    ["masked", "****************************1234", "is masked with asterisks"],
    ["an unresolved reference", "$MJ_APIKEY_PUBLIC", "is a reference that nobody replaced"],
    ["quotes inside", 'abc"def', "contains a quotation mark"],
    ["a colon inside", "abc:def", "contains a colon"],
    ["not ASCII", "abcdéf", "contains a character that is not printable ASCII"],
  ])("refuses %s with field and reason, in either half", (_, value, reason) => {
    const key = refusal({ public: value, private: SECRET });
    expect(key.message).toContain(`has as API key (field "public") a value that ${reason}`);
    const secret = refusal({ public: KEY, private: value });
    expect(secret.message).toContain(`has as secret key (field "private") a value that ${reason}`);
    expect(secret.hint).toMatch(/\.$/);
  });

  it("refuses a bad token with field and reason", () => {
    expect(refusal({ token: "your-token" }, { kind: "sms" }).message).toContain(
      'has as SMS token (field "token") a value that looks like a placeholder',
    );
  });

  it.each([
    ["A14 (quotes kept by docker --env-file)", `"${SECRET}"`],
    ["A15 (trailing newline from Kubernetes)", `${SECRET}\n`],
    ["E13 (newline that the HTTP layer does not see)", `${SECRET}\r\n`],
  ])("%s: reads the value without it", (_, value) => {
    expect(pairOf(read({ public: KEY, private: value }))).toBe(PAIR);
  });

  it("A18 (dollar signs in a value) takes them literally", () => {
    expect(read({ public: KEY, private: "ab$cd$$ef" }).apiSecret()).toBe("ab$cd$$ef");
  });

  it("refuses the same value as key and secret", () => {
    const error = refusal({ public: KEY, private: KEY });
    expect(error.message).toContain(
      'has the same value as API key and secret key (field "public" and field "private")',
    );
  });

  it("does not call two empty values the same", () => {
    const { message } = refusal({ public: "", private: "null" });
    expect(message).toContain('API key (field "public") a value that is empty; and has as secret key');
    expect(message).not.toContain("same value");
  });

  it("lists every mistake in one message, each remedy once", () => {
    const error = refusal({ public: "your-key", private: "", host: "evil.example" });
    expect(error.message).toContain("API key");
    expect(error.message).toContain("secret key");
    expect(error.message).toContain('API host that is not Mailjet\'s (field "host")');
    expect(error.message.match(/Put the real value there\./g)).toHaveLength(1);
  });

  it("warns of an unusual form, naming each field, and refuses nothing", () => {
    const credentials = read({ public: KEY.toUpperCase(), private: "A1b2C3d4" });
    expect(credentials.warnings).toHaveLength(2);
    expect(credentials.warnings.join()).toMatch(/field "public".+field "private"/);
    expect(read({ public: KEY, private: SECRET }).warnings).toEqual([]);
  });
});

describe("readCredentials, host,", () => {
  const pair = { public: KEY, private: SECRET };

  it("takes Mailjet's hosts and this machine", () => {
    for (const host of ["api.us.mailjet.com", "localhost:8443", "127.0.0.1:1", "API.mailjet.com"]) {
      expect(read({ ...pair, host: ` ${host}\n` }).host).toBe(host);
    }
  });

  it("takes an empty one for none", () => {
    expect("host" in read({ ...pair, host: "" })).toBe(false);
    expect("host" in read({ ...pair, host: "null" })).toBe(false);
    expect("host" in read(pair)).toBe(false);
  });

  it.each([
    "evil.mailjet.com.example",
    "mailjet.com.evil.net",
    "localhost.evil",
    "user@api.mailjet.com",
    "in.evil.net",
  ])("refuses %s without showing it", (host) => {
    const error = refusal({ ...pair, host });
    expect(error.message).toContain('names an API host that is not Mailjet\'s (field "host")');
    expect(error.message).not.toContain(host);
  });

  it("is judged for an SMS account too", () => {
    expect(refusal({ token: TOKEN, host: "evil.example" }, { kind: "sms" }).message).toContain("API host");
  });

  it("leaves Mailjet's SMTP server aside with a warning", () => {
    const credentials = read({ ...pair, host: "in-v3.mailjet.com" });
    expect(credentials.host).toBeUndefined();
    expect(credentials.warnings).toEqual(['field "host" is Mailjet\'s SMTP server, not its API, and was left aside']);
  });
});

describe("readCredentials, facts,", () => {
  it("carries version and provider, that of the snapshot first", () => {
    const credentials = read({ public: KEY, private: SECRET }, {}, { version: "v7", provider: "vault" });
    expect([credentials.version, credentials.provider]).toEqual(["v7", "vault"]);
    expect(read({ public: KEY, private: SECRET }).provider).toBe("aws");
    const error = refusal({ x: "y" }, {}, { provider: "vault" });
    expect(error.message).toContain("(vault)");
    expect(error.provider).toBe("vault");
  });

  it("E05 (origins) names the place in the provider's words", () => {
    const origins = { MJ_APIKEY_PUBLIC: "MARKETING_MJ_APIKEY_PUBLIC in /app/.env" };
    const error = refusal({ MJ_APIKEY_PUBLIC: "your-api-key", MJ_APIKEY_PRIVATE: SECRET }, {}, { origins });
    expect(error.message).toContain("(MARKETING_MJ_APIKEY_PUBLIC in /app/.env) a value that looks like a placeholder");
    const odd = read({ MJ_APIKEY_PUBLIC: "abc1", MJ_APIKEY_PRIVATE: SECRET }, {}, { origins });
    expect(odd.warnings[0]).toMatch(/^MARKETING_MJ_APIKEY_PUBLIC in \/app\/\.env is not 32/);
    expect(refusal({ value: `${KEY}:a b` }, {}, { origins: { value: "line 3" } }).message).toContain("(line 3)");
  });

  it("speaks of the secret where it has no id", () => {
    expect(refusal({ x: "y" }, { id: "" }).message).toMatch(/^The secret \(aws\) has no API key/);
  });
});
