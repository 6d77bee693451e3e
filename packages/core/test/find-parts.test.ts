import { describe, expect, it } from "vitest";
import { CREDENTIAL_NAMES } from "../src/credential-names.ts";
import { KEY, OTHER, PAIR, pairOf, read, readText, refusal, refusalOfText, SECRET, TOKEN } from "./support/reading.ts";

describe("the parts of a secret, usual names,", () => {
  const spellings = (name: string): string[] => [
    name,
    name.toUpperCase(),
    name.toLowerCase(),
    name.replaceAll("_", "-"),
  ];

  it.each(CREDENTIAL_NAMES.apiKey)("finds the API key as %s in any spelling", (name) => {
    for (const spelling of spellings(name)) {
      expect(pairOf(read({ [spelling]: KEY, private: SECRET })), spelling).toBe(PAIR);
    }
  });

  it.each(CREDENTIAL_NAMES.apiSecret)("finds the secret key as %s in any spelling", (name) => {
    for (const spelling of spellings(name)) {
      expect(pairOf(read({ public: KEY, [spelling]: SECRET })), spelling).toBe(PAIR);
    }
  });

  it.each(CREDENTIAL_NAMES.apiToken)("finds the SMS token as %s in any spelling", (name) => {
    for (const spelling of spellings(name)) {
      expect(read({ [spelling]: TOKEN }, { kind: "sms" }).apiToken(), spelling).toBe(TOKEN);
    }
  });

  it.each(CREDENTIAL_NAMES.host)("finds the API host as %s in any spelling", (name) => {
    for (const spelling of spellings(name)) {
      expect(read({ public: KEY, private: SECRET, [spelling]: "api.us.mailjet.com" }).host).toBe("api.us.mailjet.com");
    }
  });

  it("finds camel case and ignores foreign fields", () => {
    const values = { apiKey: KEY, apiSecret: SECRET, username: "someone", password: "s", comment: "x y" };
    expect(pairOf(read(values))).toBe(PAIR);
  });

  it("B09 (blanks and tabs in names and values) reads both as if they were not there", () => {
    expect(pairOf(read({ "public ": KEY, private: `\t${SECRET} ` }))).toBe(PAIR);
  });

  it("takes two equal candidates for one", () => {
    expect(pairOf(read({ MJ_APIKEY_PUBLIC: KEY, MAILJET_API_KEY: ` ${KEY}\n`, private: SECRET }))).toBe(PAIR);
  });

  it("takes the filled one of an empty and a filled candidate", () => {
    expect(pairOf(read({ MJ_APIKEY_PUBLIC: "", MAILJET_API_KEY: KEY, private: SECRET }))).toBe(PAIR);
  });

  it("refuses two different candidates and names both fields", () => {
    const error = refusal({ MJ_APIKEY_PUBLIC: KEY, api_key: OTHER, private: SECRET });
    expect(error.message).toContain('different values for the API key: field "MJ_APIKEY_PUBLIC" and field "api_key"');
    expect(error.hint).toContain("fields: { apiKey:");
  });

  it("tells both halves' mistakes at once, ambiguity and absence included", () => {
    const error = refusal({ public: KEY, api_key: OTHER });
    expect(error.message).toContain("different values for the API key");
    expect(error.message).toContain("has no secret key");
  });

  it("does not judge candidates of the other kind", () => {
    expect(pairOf(read({ public: KEY, private: SECRET, token: TOKEN, sms_token: OTHER }))).toBe(PAIR);
    expect(read({ token: TOKEN, public: KEY, api_key: OTHER, private: "" }, { kind: "sms" }).apiToken()).toBe(TOKEN);
  });

  it("E05 (one of the two missing) says which, and what it would be called", () => {
    const error = refusal({ MJ_APIKEY_PUBLIC: KEY });
    expect(error.message).toContain(
      'Secret "prod/mailjet" (aws) has no secret key: its one field is not called MJ_APIKEY_PRIVATE, api_secret or alike.',
    );
    expect(error.message).not.toContain("no API key");
    expect(error.provider).toBe("aws");
    expect(error.retryable).toBe(false);
  });

  it("E05 (both missing) lists both in one message", () => {
    const { message } = refusal({ user: "u", password: "p" });
    expect(message).toContain(
      "has no API key: none of its 2 fields is called MJ_APIKEY_PUBLIC, api_key or alike; and ",
    );
    expect(message).toContain(
      "has no secret key: none of its 2 fields is called MJ_APIKEY_PRIVATE, api_secret or alike",
    );
    expect(refusal({}).message).toContain("none of its 0 fields");
  });

  it("does not show names that it does not know, since they may be the secret", () => {
    const error = refusal({ [KEY]: SECRET });
    expect(error.message).toContain("its one field");
  });
});

describe("the parts of a secret, one text,", () => {
  it.each([PAIR, ` ${PAIR}\n`, `\uFEFF${PAIR}`, `"${PAIR}"`, `${KEY}: ${SECRET}`, `${KEY} :"${SECRET}"`])(
    "takes key:secret apart: %j",
    (text) => {
      expect(pairOf(readText(text))).toBe(PAIR);
    },
  );

  it("takes key:secret apart wherever it stands for the API key", () => {
    expect(pairOf(read({ MAILJET_API_KEY: PAIR }))).toBe(PAIR);
    expect(pairOf(read({ whatever: PAIR }, { fields: { apiKey: "whatever" } }))).toBe(PAIR);
    expect(pairOf(read({ value: PAIR, note: "x" }))).toBe(PAIR);
  });

  it("prefers the usual names to the one text", () => {
    expect(pairOf(read({ value: `${OTHER}:${OTHER}`, public: KEY, private: SECRET }))).toBe(PAIR);
  });

  it("reads the host beside the one text", () => {
    expect(read({ value: PAIR, host: "api.us.mailjet.com" }).host).toBe("api.us.mailjet.com");
  });

  it("takes the one text for the token of an SMS account", () => {
    expect(readText(` ${TOKEN}\n`, { kind: "sms" }).apiToken()).toBe(TOKEN);
  });

  it("B01 (one key as plain text) says what was expected", () => {
    const error = refusalOfText(KEY);
    expect(error.message).toContain(
      'Secret "prod/mailjet" (aws) is one text, and neither a JSON object with the pair nor key:secret.',
    );
  });

  it("B02 (JSON.parse quotes its input) shows nothing of the text and has no cause", () => {
    const error = refusalOfText("ThisIsThePassw0rd");
    expect("cause" in error).toBe(false);
    expect(error.message).not.toMatch(/ThisIs|Passw0rd|token|position/);
  });

  it("B06 (JSON inside a JSON string) is read", () => {
    expect(pairOf(readText(JSON.stringify(JSON.stringify({ public: KEY, private: SECRET }))))).toBe(PAIR);
  });

  it.each([`{public:${KEY},private:${SECRET}}`, `{${KEY}:${SECRET}}`, `{"public":"${KEY}","private":"${SECRET}"`])(
    "B07 (quotes lost on the way in) says that it is not valid JSON: %s",
    (text) => {
      const error = refusalOfText(text);
      expect(error.message).toContain('Secret "prod/mailjet" (aws) looks like JSON and is not valid JSON.');
      expect(error.message.match(/; and /)).toBeNull();
    },
  );

  it("B08 (binary secret, as text) reads decoded bytes and refuses garbage", () => {
    const decode = (bytes: Buffer): string => new TextDecoder().decode(bytes);
    expect(pairOf(readText(decode(Buffer.from(JSON.stringify({ public: KEY, private: SECRET })))))).toBe(PAIR);
    expect(refusalOfText(decode(Buffer.from([0xff, 0xfe, 0x00]))).message).toContain("is one text");
  });

  it("B23 (byte order mark) is read", () => {
    expect(pairOf(readText(`\uFEFF{"public":"${KEY}","private":"${SECRET}"}`))).toBe(PAIR);
  });

  it.each([`https://${KEY}.example`, `smtp://${PAIR}@in-v3.mailjet.com`, `${PAIR}:${OTHER}`, `${KEY}:`, `:${SECRET}`])(
    "does not take %s for a pair",
    (text) => {
      expect(refusalOfText(text).message).toContain("is one text");
    },
  );

  it("says that an empty text is empty", () => {
    expect(refusalOfText(" \n").message).toContain('Secret "prod/mailjet" (aws) is empty.');
  });

  it("names the place of a mistake in a half as the secret's text", () => {
    expect(refusalOfText(`${KEY}:two words of it`).message).toContain(
      "as secret key (its text) a value that contains a",
    );
  });
});

describe("the parts of a secret, mapping,", () => {
  const fields = { apiKey: "pub", apiSecret: "priv" };

  it("takes the mapped names by their word", () => {
    const values = { pub: KEY, priv: SECRET, api_key: OTHER, secret_key: OTHER };
    expect(pairOf(read(values, { fields }))).toBe(PAIR);
  });

  it("guesses nothing any more", () => {
    const error = refusal({ pub: KEY, secret_key: SECRET }, { fields: { apiKey: "pub" } });
    expect(error.message).toContain("has no secret key: fields does not name it");
    expect(error.hint).toBe("Add apiSecret to fields.");
  });

  it("guesses again with a mapping that maps nothing", () => {
    expect(pairOf(read({ public: KEY, private: SECRET }, { fields: {} }))).toBe(PAIR);
    expect(pairOf(readText(PAIR, { fields: {} }))).toBe(PAIR);
  });

  it("B09 (blanks around names) matches a name with blanks around it, on either side", () => {
    expect(pairOf(read({ " pub": KEY, "priv\t": SECRET }, { fields }))).toBe(PAIR);
    expect(pairOf(read({ pub: KEY, priv: SECRET }, { fields: { apiKey: "pub ", apiSecret: "priv" } }))).toBe(PAIR);
    expect(pairOf(read({ "pub ": OTHER, pub: KEY, priv: SECRET }, { fields }))).toBe(PAIR);
  });

  it("does not match another case or spelling", () => {
    expect(refusal({ PUB: KEY, priv: SECRET }, { fields }).message).toContain('has no field "pub" for the API key');
  });

  it("names every mapped field that is missing", () => {
    const { message } = refusal({ x: KEY }, { fields: { ...fields, host: "h" } });
    expect(message).toContain('has no field "pub" for the API key; and has no field "priv" for the secret key; and ');
    expect(message).toContain('has no field "h" for the API host');
    expect(message).toContain("Check the mapping in fields.");
  });

  it("reads one field that holds everything, and the mapped host", () => {
    const credentials = read({ all: PAIR, h: "api.us.mailjet.com" }, { fields: { apiKey: "all", host: "h" } });
    expect(pairOf(credentials)).toBe(PAIR);
    expect(credentials.host).toBe("api.us.mailjet.com");
  });

  it("does not look at a host that is not mapped", () => {
    expect(read({ pub: KEY, priv: SECRET, host: "db.internal" }, { fields }).host).toBeUndefined();
  });

  it("does not need mapped fields of the other kind", () => {
    expect(pairOf(read({ pub: KEY, priv: SECRET }, { fields: { ...fields, apiToken: "absent" } }))).toBe(PAIR);
  });

  it("reads JSON that stands in the one field value, as `kv put value=@file` stores it", () => {
    expect(pairOf(read({ value: JSON.stringify({ api_key: KEY, secret_key: SECRET }) }))).toBe(PAIR);
  });

  it("does not show a key that was put where its field's name belongs", () => {
    const error = refusal({ [OTHER]: "x" }, { fields: { apiKey: KEY, apiSecret: OTHER } });
    expect(error.message).not.toContain(KEY);
    expect(error.message).toContain("looks like a key, not shown");
  });

  it("A22 (a name that the system sets) warns with the field's name", () => {
    const credentials = read({ USER: "root", priv: SECRET }, { fields: { apiKey: "USER", apiSecret: "priv" } });
    expect(credentials.warnings).toEqual([
      'field "USER" is not 32 lower-case hexadecimal digits, as Mailjet\'s keys are',
    ]);
  });
});
