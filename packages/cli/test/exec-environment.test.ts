import { startVaultEmulator } from "@mailjet-secrets/testing";
import { expect, it } from "vitest";
import { loginVariables } from "../src/exec/login-variables.ts";
import { type Circumstances, folderWith, PAIR, PAIR_VARIABLES, run } from "./support/run-exec.ts";

const OTHER = { apiKey: "11112222333344445555666677778888", apiSecret: "8888777766665555444433332222111a" };
const TOKEN = "aabbccddeeff00112233445566778899";
const PRINT = ["--", process.execPath, "-p", "JSON.stringify(process.env)"];

async function environmentOf(words: readonly string[], circumstances?: Circumstances): Promise<Record<string, string>> {
  const { code, stdout, stderr } = await run(["exec", ...words, ...PRINT], circumstances);
  expect([code, stderr]).toEqual([0, ""]);
  return JSON.parse(stdout) as Record<string, string>;
}

const CONFIG = {
  "mailjet-secrets.config.json": JSON.stringify({
    provider: "env",
    accounts: { marketing: {}, "my-shop": {}, texts: { kind: "sms" } },
  }),
  ".env": [
    `MARKETING_MJ_APIKEY_PUBLIC=${OTHER.apiKey}`,
    `MARKETING_MJ_APIKEY_PRIVATE=${OTHER.apiSecret}`,
    `MY_SHOP_MJ_APIKEY_PUBLIC=${OTHER.apiKey}`,
    `MY_SHOP_MJ_APIKEY_PRIVATE=${OTHER.apiSecret}`,
    `TEXTS_MJ_API_TOKEN=${TOKEN}`,
  ].join("\n"),
};

it("H11 the logins to the stores are not handed on, AWS_* and addresses are", async () => {
  const env = {
    ...PAIR_VARIABLES,
    VAULT_TOKEN: "t",
    VAULT_ROLE_ID: "t",
    VAULT_SECRET_ID: "t",
    BAO_TOKEN: "t",
    BAO_SECRET_ID: "t",
    CONJUR_AUTHN_API_KEY: "t",
    CONJUR_AUTHN_TOKEN: "t",
    CONJUR_AUTHN_JWT_TOKEN: "t",
    AWS_TOKEN: "t",
    VAULT_ADDR: "kept",
    CONJUR_AUTHN_LOGIN: "kept",
    AWS_SECRET_ACCESS_KEY: "kept",
    HOME: "kept",
  };
  const { PATH, SHELL, ...rest } = await environmentOf([], { env });
  expect(rest).toEqual({
    ...PAIR_VARIABLES,
    VAULT_ADDR: "kept",
    CONJUR_AUTHN_LOGIN: "kept",
    AWS_SECRET_ACCESS_KEY: "kept",
    HOME: "kept",
  });
  expect(await environmentOf(["--keep-store-credentials"], { env })).toMatchObject(env);
});

it("H11 the login of the very store that was read is not handed on", async () => {
  await using vault = await startVaultEmulator();
  vault.put("secret/mailjet", { ...PAIR });
  const env = { VAULT_ADDR: vault.url, VAULT_TOKEN: vault.rootToken };
  const environment = await environmentOf(["--provider", "vault", "--secret", "mailjet"], { env });
  expect(environment).toMatchObject(PAIR_VARIABLES);
  expect(environment).not.toHaveProperty("VAULT_TOKEN");
});

it("H11 the variables from which the configuration takes a login are not handed on", async () => {
  await using vault = await startVaultEmulator({ policies: { app: { "secret/data/*": ["read"] } } });
  const secretIds = [{ secretId: "secret-id-2233" }];
  vault.addRole({ method: "approle", name: "app", roleId: "role-0011", policies: ["app"], secretIds });
  vault.put("secret/mail", { ...PAIR });
  const auth = { method: "appRole", roleIdVariable: "ROLE", secretIdVariable: "TEAM_SECRET" };
  const config = JSON.stringify({ provider: "vault", secret: "mail", vault: { auth } });
  const env = { VAULT_ADDR: vault.url, ROLE: "role-0011", TEAM_SECRET: "secret-id-2233", OTHER: "kept" };
  const places: readonly (readonly [words: readonly string[], more: Circumstances])[] = [
    [[], { cwd: await folderWith({ "mailjet-secrets.config.json": config }), env }],
    [[], { cwd: await folderWith({ "mailjet-secrets.config.js": `module.exports = ${config}` }), env }],
    [[], { env: { ...env, MAILJET_SECRETS_CONFIG: config } }],
    [["--config", "vault.json"], { cwd: await folderWith({ "vault.json": config }), env }],
  ];
  for (const [words, circumstances] of places) {
    const environment = await environmentOf(words, circumstances);
    expect(environment).toMatchObject({ ...PAIR_VARIABLES, OTHER: "kept" });
    expect(environment).not.toHaveProperty("ROLE");
    expect(environment).not.toHaveProperty("TEAM_SECRET");
    expect(await environmentOf([...words, "--keep-store-credentials"], circumstances)).toMatchObject(env);
  }
});

it.each(["token", "roleId", "secretId", "wrappedSecretId", "jwt", "password"])(
  "H11 a variable that %sVariable names is a login, whichever store is chosen",
  (name) => {
    expect(
      loginVariables({ vault: { auth: { method: "x", [`${name}Variable`]: "V", [`${name}File`]: "F" } } }),
    ).toEqual(["V"]);
  },
);

it("--only hands on nothing but PATH and the named variables", async () => {
  const env = { ...PAIR_VARIABLES, HOME: "/h", LANG: "C", TZ: "UTC", OTHER: "x", VAULT_TOKEN: "t", VAULT_ROLE_ID: "r" };
  const { PATH } = process.env;
  expect(await environmentOf(["--only", "PATH"], { env })).toEqual({ ...PAIR_VARIABLES, PATH });
  const some = await environmentOf(["--only", "HOME,TZ", "--only", "LANG", "--only", "ABSENT"], { env });
  expect(some).toEqual({ ...PAIR_VARIABLES, PATH, HOME: "/h", TZ: "UTC", LANG: "C" });
  expect(await environmentOf(["--only", "VAULT_TOKEN"], { env })).toEqual({
    ...PAIR_VARIABLES,
    PATH,
    VAULT_TOKEN: "t",
  });
});

it("--map sets the named variables instead of the usual ones", async () => {
  const maps = ["--map", "API_KEY=apiKey", "--map", "API_SECRET=apiSecret", "--map", "HOST=host"];
  const environment = await environmentOf([...maps, "--only", "PATH"]);
  expect(environment).toEqual({
    PATH: process.env["PATH"],
    API_KEY: PAIR.apiKey,
    API_SECRET: PAIR.apiSecret,
    HOST: "api.mailjet.com",
  });
});

it("an account's name stands in front of its variables; default is the one without a name", async () => {
  const cwd = await folderWith(CONFIG);
  const words = ["--only", "PATH", "--account", "marketing", "--account", "my-shop", "--account", "texts"];
  const named = await environmentOf(words, { cwd });
  const pair = (prefix: string): Record<string, string> => ({
    [`${prefix}_MJ_APIKEY_PUBLIC`]: OTHER.apiKey,
    [`${prefix}_MJ_APIKEY_PRIVATE`]: OTHER.apiSecret,
  });
  const PATH = process.env["PATH"];
  expect(named).toEqual({ PATH, ...pair("MARKETING"), ...pair("MY_SHOP"), TEXTS_MJ_API_TOKEN: TOKEN });
  const both = await environmentOf(["--only", "PATH", "--account", "default", "--account", "marketing"], { cwd });
  expect(both).toEqual({ PATH, ...PAIR_VARIABLES, ...pair("MARKETING") });
});

it("--map takes the values of several accounts, and of the only one without its name", async () => {
  const cwd = await folderWith(CONFIG);
  const words = [
    "--account",
    "marketing",
    "--account",
    "texts",
    "--map",
    "T=texts/apiToken",
    "--map",
    "K=marketing/apiKey",
  ];
  expect(await environmentOf([...words, "--only", "PATH"], { cwd })).toEqual({
    PATH: process.env["PATH"],
    T: TOKEN,
    K: OTHER.apiKey,
  });
  const one = await environmentOf(["--account", "marketing", "--map", "MJ_APIKEY_PUBLIC=apiKey"], { cwd });
  expect(one["MJ_APIKEY_PUBLIC"]).toBe(OTHER.apiKey);
});

it("the values of the store win over those in the own environment; a host of the secret goes along", async () => {
  await using vault = await startVaultEmulator();
  vault.put("secret/mailjet", { ...OTHER, host: "api.us.mailjet.com" });
  const env = { ...PAIR_VARIABLES, VAULT_ADDR: vault.url, VAULT_TOKEN: vault.rootToken };
  expect(await environmentOf(["--provider", "vault", "--secret", "mailjet"], { env })).toMatchObject({
    MJ_APIKEY_PUBLIC: OTHER.apiKey,
    MJ_APIKEY_PRIVATE: OTHER.apiSecret,
    MJ_API_HOST: "api.us.mailjet.com",
  });
});

it("several accounts are read with one login, as a secret id may be good for one", async () => {
  await using vault = await startVaultEmulator({ policies: { app: { "secret/data/*": ["read"] } } });
  const secretIds = [{ secretId: "secret-id-2233", uses: 1 }];
  vault.addRole({ method: "approle", name: "app", roleId: "role-0011", policies: ["app"], secretIds });
  vault.put("secret/mail", { ...PAIR });
  vault.put("secret/marketing", { ...OTHER });
  const auth = { method: "appRole", roleIdVariable: "ROLE", secretIdVariable: "SECRET" };
  const config = { provider: "vault", vault: { secret: "mail", accounts: { marketing: "marketing" }, auth } };
  const circumstances = {
    cwd: await folderWith({ "mailjet-secrets.config.json": JSON.stringify(config) }),
    env: { VAULT_ADDR: vault.url, ROLE: "role-0011", SECRET: "secret-id-2233" },
  };
  expect(await environmentOf(["--account", "default", "--account", "marketing"], circumstances)).toMatchObject({
    MJ_APIKEY_PUBLIC: PAIR.apiKey,
    MARKETING_MJ_APIKEY_PUBLIC: OTHER.apiKey,
  });
  expect(vault.loginCount).toBe(1);
});

it("an SMS account becomes MJ_API_TOKEN", async () => {
  const files = { "mailjet-secrets.config.json": JSON.stringify({ secret: { kind: "sms" } }) };
  const circumstances = { cwd: await folderWith(files), env: { MJ_API_TOKEN: TOKEN } };
  expect(await environmentOf(["--only", "PATH"], circumstances)).toEqual({
    PATH: process.env["PATH"],
    MJ_API_TOKEN: TOKEN,
  });
});

it.each([
  [["--map", "=apiKey"], 64, "--map takes NAME=field"],
  [["--map", "A-B=apiKey"], 64, "--map takes NAME=field"],
  [["--map", "apiKey"], 64, "--map takes NAME=field"],
  [["--map", "K=apikey"], 64, "--map K=… takes the name of a field (apiKey, apiSecret, apiToken, host)"],
  [["--secret", "a", "--account", "b", "--account", "c"], 64, "--secret names one secret"],
  [["--map", "K=apiToken"], 78, 'The account "default" has no apiToken: it holds a key pair'],
  [["--map", "K=marketing/apiKey"], 78, '--map asks for the account "marketing"'],
  [["--account", "unknown"], 78, 'The account "unknown" is not declared'],
  [["--provider", "vualt"], 78, "vault"],
] as const)("refuses %j", async (words, code, text) => {
  const outcome = await run(["exec", ...words, "--", "true"], { cwd: await folderWith(CONFIG) });
  expect(outcome).toMatchObject({ code, stdout: "" });
  expect(outcome.stderr).toContain(text);
});

it("refuses two accounts whose variables would have the same names, unless --map names them", async () => {
  await using vault = await startVaultEmulator();
  vault.put("secret/one", { ...PAIR });
  vault.put("secret/two", { ...OTHER });
  const config = { provider: "vault", accounts: { "my-shop": "one", my_shop: "two" } };
  const circumstances = {
    cwd: await folderWith({ "mailjet-secrets.config.json": JSON.stringify(config) }),
    env: { VAULT_ADDR: vault.url, VAULT_TOKEN: vault.rootToken },
  };
  const words = ["--account", "my-shop", "--account", "my_shop"];
  const outcome = await run(["exec", ...words, "--", "true"], circumstances);
  expect(outcome).toMatchObject({ code: 78, stderr: expect.stringContaining("variables of the same names") });
  const maps = ["--map", "ONE=my-shop/apiKey", "--map", "TWO=my_shop/apiKey"];
  expect(await environmentOf([...words, ...maps], circumstances)).toMatchObject({
    ONE: PAIR.apiKey,
    TWO: OTHER.apiKey,
  });
});
