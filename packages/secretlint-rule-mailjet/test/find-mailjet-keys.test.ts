import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { canaryForms, findCanary, printed } from "../../../test/support/canary.ts";
import { findMailjetKeys, type KeyFinding, keysOf } from "../src/index.ts";

const PUBLIC = "3f9c1d7be2a84605b1c7d9e0f2a4b6c8";
const PRIVATE = "c45e90ab7d1f4e268a3b5c7d9e1f2a40";
const OTHER = "7a1b3c5d7e9f4a6b8c0d2e4f6a8b0c1d";
const PAIR = { apiKey: PUBLIC, apiSecret: PRIVATE };
const ENV = `MJ_APIKEY_PUBLIC=${PUBLIC}\nMJ_APIKEY_PRIVATE=${PRIVATE}\n`;
const base64 = (text: string): string => Buffer.from(text).toString("base64");
const kinds = (text: string, path?: string): string[] =>
  findMailjetKeys(text, path === undefined ? {} : { path }).map(({ kind }) => kind);

function only(text: string): KeyFinding {
  const [finding, ...more] = findMailjetKeys(text);
  if (finding === undefined || more.length > 0) throw new Error("There should be one finding.");
  return finding;
}

describe("a finding", () => {
  it("says where both values are, in lines, columns and offsets", () => {
    const finding = only(`A=1\r\n  ${ENV}`);
    const places = [
      { index: 24, line: 2, column: 20, length: 32 },
      { index: 75, line: 3, column: 19, length: 32 },
    ];
    expect(finding).toMatchObject({ kind: "key-pair", ...places[0], places });
  });

  it.each([
    ["LF", "\n"],
    ["CRLF", "\r\n"],
    ["CR", "\r"],
  ])("counts lines that end with %s", (_, end) => {
    expect(only(`A=1${end}B=2${end}${ENV}`)).toMatchObject({ line: 3, column: 18 });
  });

  it("has the fingerprint of the credentials, in whatever order the halves stand", () => {
    const fingerprint = createHash("sha256").update(`${PUBLIC}:${PRIVATE}`).digest("hex").slice(0, 8);
    const turned = `MJ_APIKEY_PRIVATE=${PRIVATE}\nMJ_APIKEY_PUBLIC=${PUBLIC}`;
    const forms = [ENV, turned, `Authorization: Basic ${base64(`${PUBLIC}:${PRIVATE}`)}`];
    expect(forms.map((text) => only(text).fingerprint)).toEqual(Array(3).fill(fingerprint));
    expect(forms.map((text) => keysOf(only(text)))).toEqual(Array(3).fill(PAIR));
  });

  it("has the fingerprint of the value where it is one alone", () => {
    const fingerprint = createHash("sha256").update(OTHER).digest("hex").slice(0, 8);
    expect(only(`MJ_API_TOKEN=${OTHER}`)).toMatchObject({ kind: "sms-token", fingerprint });
    expect(keysOf(only(`MJ_API_TOKEN=${OTHER}`))).toEqual({ apiToken: OTHER });
    expect(keysOf(only(`MJ_APIKEY_PRIVATE=${OTHER}`))).toEqual({ apiSecret: OTHER });
    expect(keysOf(only(`MJ_APIKEY_PUBLIC=${OTHER}`))).toEqual({ apiKey: OTHER });
  });

  it("G11 shows no value however it is printed, cloned or serialised", () => {
    for (const text of [ENV, `smtp://${PUBLIC}:${PRIVATE}@in-v3.mailjet.com`, base64(`${PUBLIC}:${PRIVATE}`)]) {
      expect(findCanary(printed(only(text)), canaryForms(PUBLIC, PRIVATE))).toBeUndefined();
    }
    expect(keysOf(structuredClone(only(ENV)))).toBeUndefined();
    expect(Object.isFrozen(only(ENV))).toBe(true);
  });
});

describe("finds", () => {
  it("G01 the pair in base64, with and without the word mailjet", () => {
    const header = `Authorization: Basic ${base64(`${PUBLIC}:${PRIVATE}`)}`;
    expect(only(`GET /\n${header}\n`)).toMatchObject({ kind: "basic-auth", line: 2, column: 22, length: 88 });
    expect(kinds(`fetch("https://api.mailjet.com"); // ${header}`)).toEqual(["basic-auth"]);
  });

  it("G04 a pair in a lock file's other field", () => {
    const field = `{"node-mailjet": {}, "mailjetApiKey": "${PUBLIC}", "mailjetApiSecret": "${PRIVATE}"}`;
    expect(kinds(field, "package-lock.json")).toEqual(["key-pair"]);
  });

  it.each([".env", ".env.production", ".env.staging", "config/.secrets"])("G06 keys in %s", (path) => {
    expect(kinds(ENV, path)).toEqual(["key-pair"]);
  });

  it("each of several pairs, by their names and not by their order", () => {
    const third = "e8d6c4b2a09f4e7d5c3b1a0f9e8d7c6b";
    const fourth = "b7e1094fd26c8a53e90b714fc2d86a3e";
    const names = ["MAILJET_SHOP_KEY", "MAILJET_BLOG_KEY", "MAILJET_SHOP_SECRET", "MAILJET_BLOG_SECRET"];
    const values = [PUBLIC, OTHER, third, fourth];
    const found = findMailjetKeys(names.map((name, at) => `${name}=${values[at]}`).join("\n"));
    expect(found.map(keysOf)).toEqual([
      { apiKey: PUBLIC, apiSecret: third },
      { apiKey: OTHER, apiSecret: fourth },
    ]);
  });

  it("both halves by themselves where they are too far apart to be known for a pair", () => {
    expect(kinds(ENV.replace("\n", "\n\n\n\n"))).toEqual(["api-key", "api-secret"]);
  });
});

describe("does not report", () => {
  it.each([
    ["G02 an etag", `etag: "${OTHER}"`],
    ["G02 a UUID without dashes", 'id = "123e4567e89b42d3a456426614174000"'],
    ["G02 an md5 sum", `const h = md5(x) // ${OTHER}`],
    ["G02 a pair without Mailjet around it", `API_KEY=${PUBLIC}\nAPI_SECRET=${PRIVATE}`],
    ["G02 etags beside the word mailjet", `// mailjet\nconst etag = "${PUBLIC}", lastEtag = "${PRIVATE}";`],
    ["G03 part of a git revision", "mailjet-lib@git+ssh://x#0123456789abcdef0123456789abcdef01234567"],
    ["G03 part of a longer hash", `MJ_APIKEY_PRIVATE=${PRIVATE}${PUBLIC}`],
    ["G03 part of a word", `MJ_APIKEY_PRIVATE=${PRIVATE}z MJ_APIKEY_PUBLIC=${PUBLIC}_`],
    ["G04 integrity values", `"node-mailjet": { "integrity": "sha512-${base64(PUBLIC + PRIVATE)}==" }`],
    ["G05 shell variables", 'mailjet --user "$MJ_APIKEY_PUBLIC:$MJ_APIKEY_PRIVATE"'],
    ["G05 asterisks", "Mailjet.apiConnect('****************************1234', '********************************')"],
    ["G05 ones", `MJ_APIKEY_PUBLIC=${"1".repeat(32)}`],
    [
      "G05 sequences",
      `MJ_APIKEY_PUBLIC=${"0123456789abcdef".repeat(2)}\nMJ_APIKEY_PRIVATE=00112233445566778899aabbccddeeff`,
    ],
    ["G05 a reference", "Mailjet.apiConnect(process.env.MJ_APIKEY_PUBLIC, process.env.MJ_APIKEY_PRIVATE)"],
    ["G14 a role", 'const mailjet = { role: "Basic User" }'],
    ["G14 an import", "import base64 // basic auth for mailjet"],
    ["G14 another login", "mailjet\nAuthorization: Basic dXNlcjpwYXNz"],
    ["the same value twice as a pair", `mailjet\nkey: ${PUBLIC}\nsecret: ${PUBLIC}`],
    ["two of a kind, with numbers", `import mailjet\nusers = {"u1": "${PUBLIC}", "u2": "${PRIVATE}"}`],
    ["two of a kind, with numbers in between", `// mailjet\nbox_1_of: ${PUBLIC}\nbox_2_of: ${PRIVATE}`],
    ["a mail server of somebody else", `# not Mailjet\nsmtp://${PUBLIC}:${PRIVATE}@smtp.example.com`],
  ])("%s", (_, text) => {
    expect(kinds(text)).toEqual([]);
  });
});

describe("far from the word", () => {
  const far = (length: number): string => `\n${"x".repeat(99)}`.repeat(length / 100);
  const general = `\napi_key=${PUBLIC}\napi_secret=${PRIVATE}`;

  it.each([
    ["a pair in names of keys, up to 20,000 characters behind it", `mailjet${far(19_800)}${general}`],
    ["a pair in names of keys, up to 20,000 characters before it", `${general}${far(19_800)}\nmailjet`],
    ["a pair in short names of Mailjet's", `mailjet${far(100_000)}\nmj_user=${PUBLIC}\nmj_pass=${PRIVATE}`],
    [
      "a pair in a section of Mailjet's with long lines",
      `mailjet:\n${`  x: ${"x".repeat(2_000)}\n`.repeat(30)}  key: ${PUBLIC}\n  secret: ${PRIVATE}`,
    ],
  ])("%s is found", (_, text) => {
    expect(kinds(text)).toEqual(["key-pair"]);
  });

  it("a pair in names of keys is not", () => {
    expect(kinds(`mailjet${far(20_200)}${general}`)).toEqual([]);
    expect(kinds(`mailjet${far(20_200)}${general}`, "mailjet/x.env")).toEqual(["key-pair"]);
  });
});

describe("a comment that allows", () => {
  it.each([
    ["on the line", `Mailjet.apiConnect("${PUBLIC}", "${PRIVATE}"); // mailjet-secrets:allow`],
    ["on the line before", `# mailjet-secrets:allow (revoked)\n${ENV}`],
    ["beside one half", `MJ_APIKEY_PUBLIC=${PUBLIC}\nMJ_APIKEY_PRIVATE=${PRIVATE} # mailjet-secrets:allow`],
    ["with CRLF", `# mailjet-secrets:allow\r\nMJ_APIKEY_PRIVATE=${PRIVATE}\r\n`],
  ])("works %s", (_, text) => {
    expect(kinds(text)).toEqual([]);
    expect(kinds(text.replace("mailjet-secrets:allow", "mailjet-secrets:allowed"))).toHaveLength(1);
  });

  it("does not work two lines before", () => {
    expect(kinds(`# mailjet-secrets:allow\n\n${ENV}`)).toEqual(["key-pair"]);
  });

  it("is about the value on its own line, if there is one, and not about the next line", () => {
    const text = `MJ_API_TOKEN=${OTHER} # mailjet-secrets:allow\nMJ_APIKEY_PRIVATE=${PRIVATE}\n`;
    expect(kinds(text)).toEqual(["api-secret"]);
  });
});

describe("odd texts", () => {
  const SIZE = 5_000_000;

  it.each([
    ["G12 a line of a=0;", "a=0;"],
    ["G12 a line of hexadecimal digits", "0123456789abcdef"],
    ["G12 a line of the word mailjet", "mailjet"],
    ["blanks", " "],
    ["ends of lines", "\r"],
    ["backslashes", "\\"],
    ["opening brackets", "mailjet("],
    ["names", "mj_api_"],
  ])("%s end, with a pair behind them", (_, piece) => {
    const text = piece.repeat(SIZE / piece.length);
    expect(findMailjetKeys(text)).toEqual([]);
    expect(kinds(`${text}\n${ENV}`)).toEqual(["key-pair"]);
  });

  it.each(["", "\0", "\uD800", `${"0".repeat(32)}\uDFFF`, "=".repeat(90), "\\u00".repeat(40)])(
    "nothing is found in %j",
    (text) => {
      expect(findMailjetKeys(`mailjet ${text}`)).toEqual([]);
      expect(findMailjetKeys(text)).toEqual([]);
    },
  );
});
