import { Console } from "node:console";
import { createHash } from "node:crypto";
import { PassThrough } from "node:stream";
import { type InspectOptions, inspect } from "node:util";
import { serialize } from "node:v8";
import { describe, expect, it } from "vitest";
import { MailjetCredentials } from "../src/mailjet-credentials.ts";
import { SecretsError } from "../src/secrets-error.ts";

const KEY = "00112233445566778899aabbccddeeff";
const SECRET = "ffeeddccbbaa99887766554433221100";
const TOKEN = "89abcdef0123456789abcdef01234567";
const FORMS = [KEY, SECRET, TOKEN, `${KEY}:${SECRET}`].flatMap((value) => [
  value,
  value.slice(0, 12),
  Buffer.from(value).toString("base64").replace(/=+$/, ""),
]);

const pair = (): MailjetCredentials =>
  new MailjetCredentials(
    { kind: "mail", apiKey: KEY, apiSecret: SECRET },
    { provider: "aws", version: "7", host: "api.us.mailjet.com", warnings: ["odd"] },
  );
const token = (): MailjetCredentials => new MailjetCredentials({ kind: "sms", apiToken: TOKEN }, { provider: "env" });

function expectNothingIn(text: string): void {
  for (const form of FORMS) expect(text).not.toContain(form);
}

/** Every combination of the options of `inspect` that make it show more. */
function inspectOptions(): InspectOptions[] {
  const names = ["showHidden", "getters", "showProxy", "compact", "sorted"] as const;
  return Array.from({ length: 2 ** (names.length + 1) }, (_, bits) => ({
    depth: Number.POSITIVE_INFINITY,
    maxStringLength: null,
    customInspect: bits % 2 === 1,
    ...Object.fromEntries(names.map((name, index) => [name, Math.floor(bits / 2 ** (index + 1)) % 2 === 1])),
  }));
}

function logged(...values: unknown[]): string {
  const stream = new PassThrough();
  const written: string[] = [];
  stream.on("data", (chunk) => written.push(String(chunk)));
  const target = new Console({ stdout: stream, stderr: stream });
  target.log(...values);
  target.log("%s %o %O %j", ...values, ...values, ...values, ...values);
  target.dir(values[0], { depth: null, showHidden: true, customInspect: false });
  target.table([values[0]]);
  target.error(...values);
  return written.join("");
}

describe("MailjetCredentials", () => {
  it("gives the values of a pair by methods, and its facts", () => {
    const credentials = pair();
    expect([credentials.apiKey(), credentials.apiSecret()]).toEqual([KEY, SECRET]);
    expect({ ...credentials }).toEqual({
      kind: "mail",
      fingerprint: credentials.fingerprint,
      provider: "aws",
      version: "7",
      host: "api.us.mailjet.com",
      warnings: ["odd"],
    });
  });

  it("has no version and no host where none is known", () => {
    expect(Object.keys(token()).sort()).toEqual(["fingerprint", "kind", "provider", "warnings"]);
    expect(token().warnings).toEqual([]);
  });

  it("E04 (SMS token and key pair are distinct kinds) refuses the other kind's values", () => {
    expect(token().apiToken()).toBe(TOKEN);
    expect(() => token().apiKey()).toThrow(TypeError);
    expect(() => token().apiSecret()).toThrow(/kind "mail"/);
    expect(() => pair().apiToken()).toThrow(/kind "sms"/);
    expect(() => pair().apiToken()).toThrow(TypeError);
  });

  it("has as fingerprint the first 8 hex digits of the SHA-256 of key:secret, or of the token", () => {
    const digest = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 8);
    expect(pair().fingerprint).toBe(digest(`${KEY}:${SECRET}`));
    expect(token().fingerprint).toBe(digest(TOKEN));
    expect(pair().fingerprint).toMatch(/^[0-9a-f]{8}$/);
  });

  it("is equal to credentials with the same values, whatever their facts", () => {
    const renamed = new MailjetCredentials({ kind: "mail", apiKey: KEY, apiSecret: SECRET }, { provider: "vault" });
    expect(pair().equals(renamed)).toBe(true);
    expect(token().equals(token())).toBe(true);
    const swapped = new MailjetCredentials({ kind: "mail", apiKey: SECRET, apiSecret: KEY }, { provider: "aws" });
    const half = new MailjetCredentials({ kind: "mail", apiKey: KEY, apiSecret: TOKEN }, { provider: "aws" });
    const otherToken = new MailjetCredentials({ kind: "sms", apiToken: KEY }, { provider: "aws" });
    for (const other of [swapped, half, token()]) expect(pair().equals(other)).toBe(false);
    for (const other of [otherToken, pair()]) expect(token().equals(other)).toBe(false);
  });

  it("cannot be changed", () => {
    const credentials = pair() as { -readonly [name in keyof MailjetCredentials]: unknown };
    expect(() => {
      credentials.host = "evil.example";
    }).toThrow(TypeError);
    expect(() => (credentials.warnings as string[]).push("x")).toThrow(TypeError);
  });

  it("does not follow later changes of the list of warnings", () => {
    const warnings = ["odd"];
    const credentials = new MailjetCredentials({ kind: "sms", apiToken: TOKEN }, { provider: "env", warnings });
    warnings.push("more");
    expect(credentials.warnings).toEqual(["odd"]);
  });

  it("replaces its values in a text, the pair of basic authentication too", () => {
    const basic = Buffer.from(`${KEY}:${SECRET}`).toString("base64");
    expect(pair().redact(`${KEY} ${SECRET} ${basic} rest`)).toBe("[redacted] [redacted] [redacted] rest");
    expect(token().redact(`Bearer ${TOKEN}`)).toBe("Bearer [redacted]");
  });
});

describe.each([
  ["a key pair", pair],
  ["an SMS token", token],
])("MailjetCredentials with %s, shown,", (_, create) => {
  it("says its fingerprint and nothing of a value", () => {
    const expected = `MailjetCredentials [redacted] ${create().fingerprint}`;
    expect(String(create())).toBe(expected);
    expect(`${create()}`).toBe(expected);
    expect(`${JSON.stringify({ pair: create() })}`).toBe(`{"pair":"${expected}"}`);
    expect(inspect(create())).toBe(expected);
  });

  it("shows no value to inspect with any options, alone, nested and behind a proxy", () => {
    for (const options of inspectOptions()) {
      const values = [
        create(),
        { deep: [{ pair: create() }] },
        new Proxy(create(), {}),
        new Map([[create(), create()]]),
      ];
      expectNothingIn(inspect(values, options));
    }
  });

  it("shows no value of itself to inspect through its methods and prototype", () => {
    const options = { depth: Number.POSITIVE_INFINITY, showHidden: true, customInspect: false, getters: true };
    expectNothingIn(inspect([Object.getPrototypeOf(create()), create().apiKey, create().redact], options));
  });

  it("writes no value to a console", () => {
    expectNothingIn(logged(create(), { pair: create() }));
  });

  it("has no value in clones, serialisations, entries and copies", () => {
    const credentials = create();
    expectNothingIn(JSON.stringify(structuredClone(credentials)));
    expectNothingIn(serialize(credentials).toString("latin1"));
    expectNothingIn(serialize(credentials).toString("utf16le"));
    expectNothingIn(JSON.stringify(Object.entries(credentials)));
    expectNothingIn(JSON.stringify({ ...credentials }));
    expectNothingIn(JSON.stringify(Object.assign(Object.create(null), credentials)));
    expectNothingIn(JSON.stringify(Object.getOwnPropertyDescriptors(credentials)));
  });

  it("E06 (errors carry the keys) has no value in an error that holds it as cause", () => {
    const plain = new Error("failed", { cause: create() });
    const group = new AggregateError([plain, create()], "many");
    const ours = new SecretsError("CREDENTIALS_REJECTED", "failed", { cause: create() });
    for (const options of inspectOptions()) expectNothingIn(inspect([plain, group, ours], options));
    expectNothingIn(JSON.stringify([plain, plain.cause, group, group.errors, ours, ours.cause]));
  });
});
