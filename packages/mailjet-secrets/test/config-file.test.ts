import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { fileConfig } from "../src/config-file.ts";
import { KEY, SECRET } from "./support/pair.ts";
import { project } from "./support/project.ts";
import { refusal } from "./support/refusal.ts";

const JSON_FILE = "mailjet-secrets.config.json";
const JS_FILE = "mailjet-secrets.config.js";

describe("fileConfig", () => {
  it("is empty where no file is", async () => {
    await using empty = await project();
    expect(await fileConfig({}, empty.directory)).toEqual({ config: {}, mistakes: [] });
  });

  it("reads the JSON file of the directory, with a byte order mark and a reference to a JSON schema", async () => {
    await using here = await project({ [JSON_FILE]: '\uFEFF{ "$schema": "./schema.json", "provider": "aws" }' });
    expect((await fileConfig({}, here.directory)).config.provider).toBe("aws");
  });

  it("loads the module of the directory", async () => {
    const text = 'export default { provider: "vault", expireAfterMs: Infinity };';
    await using here = await project({ [JS_FILE]: text, "package.json": '{ "type": "module" }' });
    const { config } = await fileConfig({}, here.directory);
    expect(config).toEqual({ provider: "vault", expireAfterMs: Number.POSITIVE_INFINITY });
  });

  it("loads a CommonJS module", async () => {
    await using here = await project({ "mail.cjs": 'module.exports = { provider: "conjur" };' });
    const { config } = await fileConfig({ MAILJET_SECRETS_CONFIG: "mail.cjs" }, here.directory);
    expect(config).toEqual({ provider: "conjur" });
  });

  it("prefers the file that is named, by a path relative to the directory or absolute", async () => {
    await using here = await project({
      [JSON_FILE]: '{ "provider": "aws" }',
      "a b/mail#1.json": '{ "provider": "vault" }',
    });
    for (const path of ["a b/mail#1.json", join(here.directory, "a b/mail#1.json")]) {
      const { config } = await fileConfig({ MAILJET_SECRETS_CONFIG: path }, here.directory);
      expect(config.provider).toBe("vault");
    }
  });

  it("says the absolute path of a named file that does not exist", async () => {
    await using here = await project();
    const message = await refusal(() => fileConfig({ MAILJET_SECRETS_CONFIG: "conf/mail.json" }, here.directory));
    expect(message).toContain(
      `${join(here.directory, "conf/mail.json")}, named by MAILJET_SECRETS_CONFIG, does not exist`,
    );
  });

  it.each(["mail.yaml", "mail.ts", "mail"])("refuses %s, whose format it does not know", async (name) => {
    await using here = await project({ [name]: "{}" });
    const message = await refusal(() => fileConfig({ MAILJET_SECRETS_CONFIG: name }, here.directory));
    expect(message).toContain("is none of .json, .js, .mjs, .cjs");
  });

  it("takes the JSON itself from the variable, in place of a file, for systems that can set variables only", async () => {
    await using here = await project({ [JSON_FILE]: '{ "provider": "aws" }' });
    const text = ' { "provider": "vault", "mailjet": { "headers": { "X-Team": "shop" } } }';
    const { config, mistakes } = await fileConfig({ MAILJET_SECRETS_CONFIG: text }, here.directory);
    expect(config).toEqual({ provider: "vault", mailjet: { headers: { "X-Team": "shop" } } });
    expect(mistakes).toEqual([]);
  });

  it("names the variable where its JSON is wrong, and nothing of its text", async () => {
    await using here = await project();
    const broken = `{ "secret": ${KEY} }`;
    const message = await refusal(() => fileConfig({ MAILJET_SECRETS_CONFIG: broken }, here.directory));
    expect(message).toContain("The variable MAILJET_SECRETS_CONFIG is not valid JSON at line 1, column 14.");
    expect(message).not.toContain(KEY);
    const { mistakes } = await fileConfig(
      { MAILJET_SECRETS_CONFIG: `{ "vault": { "token": "${SECRET}" } }` },
      here.directory,
    );
    expect(mistakes).toHaveLength(1);
    expect(mistakes[0]).toMatch(
      /^MAILJET_SECRETS_CONFIG: vault\.token: a secret has no place in a configuration file; /,
    );
  });

  it.each([KEY, `${KEY}:${SECRET}`, "hvs.CAESIJlU02LQZq", `conf/${KEY}.json`])(
    "does not quote what looks like a key in the variable that names the file: %s",
    async (text) => {
      await using here = await project();
      const message = await refusal(() => fileConfig({ MAILJET_SECRETS_CONFIG: text }, here.directory));
      expect(message).toContain("MAILJET_SECRETS_CONFIG");
      expect(message).toContain("(looks like a key, not shown)");
      expect(message).not.toMatch(/[0-9a-f]{32}|CAESIJ/);
    },
  );

  it("refuses to choose between two files", async () => {
    await using here = await project({ [JSON_FILE]: "{}", [JS_FILE]: "export default {};" });
    const message = await refusal(() => fileConfig({}, here.directory));
    expect(message).toBe(
      `There are two configuration files, ${join(here.directory, JSON_FILE)} and ${join(here.directory, JS_FILE)}. Remove one.`,
    );
  });

  it("tells where a file stops being JSON, and nothing of its text", async () => {
    await using here = await project({ [JSON_FILE]: `{\n  "provider": "env",\n  "secret": ${KEY}\n}` });
    const message = await refusal(() => fileConfig({}, here.directory));
    expect(message).toContain(`${join(here.directory, JSON_FILE)} is not valid JSON at line 3, column 14.`);
  });

  it("refuses a directory, and a file of more than a mebibyte", async () => {
    await using here = await project({ "large.json": `{ "secret": "${"x".repeat(1_048_576)}" }` });
    await mkdir(join(here.directory, "directory.json"));
    const read = (name: string) => (): unknown => fileConfig({ MAILJET_SECRETS_CONFIG: name }, here.directory);
    expect(await refusal(read("large.json"))).toContain("large.json is larger than 1048576 bytes");
    expect(await refusal(read("directory.json"))).toContain("directory.json is not a file");
  });

  it("says that a module cannot be loaded, and nothing of what it threw", async () => {
    await using here = await project({ "mail.mjs": `throw new Error("${KEY}");`, "none.mjs": "export const a = 1;" });
    const read = (name: string) => (): unknown => fileConfig({ MAILJET_SECRETS_CONFIG: name }, here.directory);
    expect(await refusal(read("mail.mjs"))).toContain("mail.mjs cannot be loaded");
    expect(await refusal(read("none.mjs"))).toContain(
      "none.mjs has no default export. Write export default defineConfig(",
    );
  });

  it("lists all mistakes, each behind the path of the file", async () => {
    const config = { provider: "valt", vault: { token: "hvs.x" }, timeoutMs: "10s", mailjet: { hots: "x" } };
    await using here = await project({ [JSON_FILE]: JSON.stringify(config) });
    const path = join(here.directory, JSON_FILE);
    expect((await fileConfig({}, here.directory)).mistakes).toEqual([
      `${path}: vault.token: a secret has no place in a configuration file; set it in the environment, the token as VAULT_TOKEN`,
      `${path}: provider: must be one of env, aws, vault, conjur (did you mean vault?)`,
      `${path}: timeoutMs: must be a number of milliseconds, 1 to 2147483647`,
      `${path}: mailjet.hots: is not an option (did you mean host?)`,
    ]);
  });

  it("takes words and records only, where code may give objects and functions", async () => {
    const text = `export default {
      provider: { name: "mine", read() {} }, accounts: () => "x", vault: { auth: { getJwt() {} } }, env: { environment: {} },
    };`;
    await using here = await project({ "mail.mjs": text });
    const { mistakes } = await fileConfig({ MAILJET_SECRETS_CONFIG: "mail.mjs" }, here.directory);
    expect(mistakes.map((mistake) => mistake.slice(here.directory.length))).toEqual([
      "/mail.mjs: provider: must be one of env, aws, vault, conjur (in code also an object with a name and a read method)",
      "/mail.mjs: accounts: must be an object of secrets by the accounts' names",
      "/mail.mjs: env.environment: is not an option (there are prefix, files, secretsDirectory, secret, accounts)",
      "/mail.mjs: vault.auth.getJwt: must be text, a number, true, false, a list or an object of those",
    ]);
  });
});

describe("secrets in a file", () => {
  async function paths(config: unknown): Promise<string[]> {
    await using here = await project({ [JSON_FILE]: JSON.stringify(config) });
    const { mistakes } = await fileConfig({}, here.directory);
    // Without the path, whose name is random.
    const found = mistakes.map((mistake) => mistake.split(": ").slice(1, 3).join(": "));
    expect(mistakes.map((mistake) => mistake.replaceAll(here.directory, "")).join()).not.toMatch(
      /0011|ffee|hunter|hvs/,
    );
    return found;
  }
  const refused = (path: string): string => `${path}: a secret has no place in a configuration file; `;

  it.each([
    "token",
    "password",
    "apiKey",
    "secretId",
    "apiSecret",
    "secretKey",
    "secretAccessKey",
    "privateKey",
    "clientSecret",
    "sessionToken",
    "api_token",
    "authn-api-key",
    "passphrase",
  ])("are refused as vault.%s", async (name) => {
    const [mistake, ...others] = await paths({ vault: { [name]: "hunter2" } });
    expect(mistake).toContain(refused(`vault.${name}`));
    expect(others).toEqual([]);
  });

  it("are found in a login: a JWT by its name and by its shape, a token of Vault by its shape", async () => {
    const jwt = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.c2lnbmF0dXJl";
    const config = { vault: { auth: { method: "jwt", jwt: "x", role: jwt, name: "hvs.0123456789abcdef" } } };
    const found = (await paths(config)).filter((mistake) => mistake.includes("has no place"));
    expect(found.map((mistake) => mistake.split(":")[0])).toEqual([
      "vault.auth.jwt",
      "vault.auth.role",
      "vault.auth.name",
    ]);
  });

  it("are found by their shape wherever they stand", async () => {
    const proxy = { host: "proxy", port: 3128, auth: { username: "me", password: "hunter2" } };
    const config = {
      secret: KEY,
      apiKey: KEY,
      accounts: { a: `${KEY}:${SECRET}`, b: { id: `pair ${SECRET}` } },
      mailjet: { headers: { Authorization: "Bearer hunter2" }, proxy },
      aws: { credentials: ["eu-west-1", { deep: KEY.toUpperCase() }] },
      vault: { address: "https://me:hunter2@vault:8200", tls: "-----BEGIN RSA PRIVATE KEY-----\nhunter2" },
    };
    const found = await paths(config);
    expect(found.every((mistake) => mistake.includes("has no place"))).toBe(true);
    expect(found.map((mistake) => mistake.split(":")[0])).toEqual([
      "secret",
      "apiKey",
      "accounts.a",
      "accounts.b.id",
      "mailjet.headers.Authorization",
      "mailjet.proxy.auth.password",
      "aws.credentials[1].deep",
      "vault.address",
      "vault.tls",
    ]);
  });

  it("are not: names of fields, accounts that are called token, files that hold a token, flags, UUIDs, ARNs", async () => {
    const config = {
      secret: {
        id: "arn:aws:secretsmanager:eu-west-1:123456789012:secret:mail-AbCdEf",
        fields: { apiSecret: "secretKey" },
      },
      accounts: { token: "prod/sms", password: { id: "prod/reset", fields: { apiKey: "token" } } },
      aws: { secret: { id: "x", requestedVersion: "a1b2c3d4-5678-90ab-cdef-000000000000" } },
      vault: { auth: { method: "token", tokenFile: "/run/token" }, address: "https://vault:8200" },
    };
    expect(await paths(config)).toEqual([]);
  });

  it.each([
    ["aws", "AWS_SECRET_ACCESS_KEY"],
    ["vault", "VAULT_TOKEN"],
    ["conjur", "CONJUR_AUTHN_API_KEY"],
    ["env", "MJ_APIKEY_PUBLIC and MJ_APIKEY_PRIVATE"],
  ])("have their place elsewhere, for %s named %s", async (block, place) => {
    expect((await paths({ [block]: { password: "hunter2" } }))[0]).toContain(place);
  });
});
