import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv, type ValidateFunction } from "ajv";
import { beforeAll, describe, expect, it } from "vitest";
import { KEY } from "./support/pair.ts";

const packages = join(import.meta.dirname, "../..");
let schema: Record<string, unknown>;
let validate: ValidateFunction;

beforeAll(() => {
  execFileSync(process.execPath, [join(packages, "config-schema.mjs")]);
  schema = JSON.parse(readFileSync(join(packages, "mailjet-secrets/dist/config.schema.json"), "utf8"));
  validate = new Ajv({ strict: true, allowUnionTypes: true }).compile(schema);
});

/** Each JSON block of a README. */
function jsonBlocks(file: string): unknown[] {
  const text = readFileSync(join(packages, "..", file), "utf8");
  return [...text.matchAll(/^```json\n(.*?)^```$/gms)].map(([, code]) => JSON.parse(code ?? ""));
}

describe("the JSON schema of the configuration file", () => {
  it.each(["README.md", "packages/mailjet-secrets/README.md"])("accepts what %s shows", (file) => {
    const blocks = jsonBlocks(file);
    expect(blocks).not.toEqual([]);
    for (const block of blocks) expect(validate(block), JSON.stringify(validate.errors)).toBe(true);
  });

  it.each([
    ["an unknown provider", { provider: "consul" }],
    ["an unknown option", { refreshAfter: 1 }],
    ["an unknown option of a block", { vault: { adress: "https://vault" } }],
    ["a duration as text", { timeoutMs: "5m" }],
    ["a time-out of 0", { mailjet: { timeoutMs: 0 } }],
    ["a key in place of an id", { secret: KEY }],
    ["a key in place of a field", { secret: { id: "prod/mailjet", fields: { apiKey: KEY } } }],
    ["a name with a line break", { application: "billing\napi" }],
    ["a key in place of a name", { application: KEY }],
    ["a name that is too long", { application: "x".repeat(129) }],
    ["a token", { vault: { auth: { method: "token", token: "hvs.x" } } }],
    [
      "a password of a proxy",
      { mailjet: { proxy: { host: "proxy", port: 3128, auth: { username: "u", password: "p" } } } },
    ],
    ["what only code can give", { aws: { client: {} } }],
  ])("refuses %s", (_, config) => {
    expect(validate(config)).toBe(false);
  });

  it("explains every option of ours, with its default and its variable", () => {
    const { properties } = schema as { properties: Record<string, { description?: string; properties?: object }> };
    expect(properties["refreshAfterMs"]?.description).toBe(
      "age after which a call starts a refresh in the background, ±10 %; 0: at every call. Default: 300,000. Variable: MAILJET_SECRETS_REFRESH_AFTER_MS.",
    );
    expect(properties["aws"]?.properties).toMatchObject({ region: { description: expect.stringMatching(/^region/) } });
  });
});
