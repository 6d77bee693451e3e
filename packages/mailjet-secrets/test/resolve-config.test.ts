import { describe, expect, it } from "vitest";
import { checkConfig } from "../src/check-config.ts";
import type { MailjetSecretsConfig } from "../src/config.ts";
import { resolveConfig } from "../src/resolve-config.ts";
import { KEY, recordingProvider, SECRET } from "./support/pair.ts";
import { type Project, project } from "./support/project.ts";
import { refusal } from "./support/refusal.ts";

const JSON_FILE = "mailjet-secrets.config.json";

function fileProject(config: object): Promise<Project> {
  return project({ [JSON_FILE]: JSON.stringify(config) });
}

describe("precedence", () => {
  it("is object, environment, file, field by field, also inside blocks", async () => {
    await using here = await fileProject({
      provider: "vault",
      refreshAfterMs: 1,
      expireAfterMs: 1,
      timeoutMs: 1,
      mailjet: { host: "file.mailjet.com", timeoutMs: 1, version: "v3", headers: { a: "file", b: "file" } },
      secret: "file/id",
    });
    const environment = {
      MAILJET_SECRETS_EXPIRE_AFTER_MS: "2",
      MAILJET_SECRETS_TIMEOUT_MS: "2",
      MAILJET_SECRETS_HOST: "variable.mailjet.com",
      MAILJET_SECRETS_MAILJET_TIMEOUT_MS: "2",
    };
    const provider = recordingProvider();
    const explicit = { provider, timeoutMs: 3, mailjet: { timeoutMs: 3, headers: { b: "object" } } };
    const { accounts: _accounts, ...options } = await resolveConfig(explicit, {
      environment,
      directory: here.directory,
    });
    expect(options).toEqual({
      provider,
      secret: { id: "file/id" },
      refreshAfterMs: 1,
      expireAfterMs: 2,
      timeoutMs: 3,
      mailjet: { host: "variable.mailjet.com", timeoutMs: 3, version: "v3", headers: { a: "file", b: "object" } },
    });
    expect(options.provider).toBe(provider);
  });

  it("holds inside secrets and accounts; a version goes with the id that it was written for", async () => {
    await using here = await fileProject({
      secret: { id: "prod", fields: { apiKey: "pub" }, requestedVersion: "3" },
      accounts: { a: { id: "a", requestedVersion: "4" }, b: "b" },
    });
    const surroundings = { environment: { MAILJET_SECRETS_SECRET: "stage" }, directory: here.directory };
    const explicit = { provider: recordingProvider(), accounts: { a: { kind: "sms" as const }, c: "c" } };
    const { secret, accounts } = await resolveConfig(explicit, surroundings);
    expect(secret).toEqual({ id: "stage", fields: { apiKey: "pub" } });
    expect(typeof accounts === "function" && ["a", "b", "c", "d"].map(accounts)).toEqual([
      { id: "a", requestedVersion: "4", kind: "sms" },
      { id: "b" },
      { id: "c" },
      undefined,
    ]);
  });

  it("lets a function for accounts take the place of the accounts in a file", async () => {
    await using here = await fileProject({ accounts: { a: "file/a" } });
    const explicit = { provider: recordingProvider(), accounts: (name: string) => `tenants/${name}` };
    const { accounts } = await resolveConfig(explicit, { environment: {}, directory: here.directory });
    expect(typeof accounts === "function" && accounts("a")).toEqual({ id: "tenants/a" });
  });
});

describe("resolveConfig", () => {
  it("refuses what is wrong in environment and file in one message", async () => {
    await using here = await fileProject({ timeoutMs: -1, vault: { token: KEY } });
    const environment = { MAILJET_SECRETS_MAX_ACCOUNTS: "many", MAILJET_SECRETS_PROVIDR: "vault" };
    const message = await refusal(() => resolveConfig({}, { environment, directory: here.directory }));
    for (const place of [
      "has 4 mistakes",
      "MAX_ACCOUNTS: ",
      "PROVIDR: ",
      ".json: timeoutMs: ",
      ".json: vault.token: ",
    ]) {
      expect(message).toContain(place);
    }
  });

  it("chooses the provider by one word of the environment, from a file that holds all of them", async () => {
    const blocks = { env: { prefix: "SHOP" }, aws: { secret: "a" }, vault: { secret: "v" }, conjur: { secret: "c" } };
    await using here = await fileProject(blocks);
    const swap = (word: string) => () =>
      resolveConfig({}, { environment: { MAILJET_SECRETS_PROVIDER: word }, directory: here.directory });
    const { provider, secret } = await swap("env")();
    expect([provider.name, secret]).toEqual(["env", { id: "SHOP" }]);
    expect(await refusal(swap("valt"))).toContain("MAILJET_SECRETS_PROVIDER: must be one of env, aws, vault, conjur");
    expect(await refusal(swap(""))).toContain("several providers: env, aws, vault, conjur. Choose one");
  });

  it("hands the adapter its own options, and none of those that are read here", async () => {
    await using here = await project({
      "mail.env": `SHOP_MJ_APIKEY_PUBLIC=${KEY}\nSHOP_MJ_APIKEY_PRIVATE=${SECRET}\n`,
    });
    const explicit: MailjetSecretsConfig = {
      env: { environment: {}, files: `${here.directory}/mail.env`, prefix: "SHOP", accounts: { a: "A" } },
    };
    const { provider } = await resolveConfig(checkConfig(explicit), { environment: {}, directory: here.directory });
    const { values } = await provider.read({ id: "SHOP" }, { signal: AbortSignal.timeout(5_000) });
    expect(Object.values(values)).toEqual([KEY, SECRET]);
  });
});
