import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { startVaultEmulator } from "@mailjet-secrets/testing";
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { type OpenStore, openStore } from "../src/open-store.ts";
import type { StoreSelection } from "../src/store-selection.ts";

const KEY = "00112233445566778899aabbccddeeff";
const SECRET = "ffeeddccbbaa99887766554433221100";
const PAIR = { MJ_APIKEY_PUBLIC: KEY, MJ_APIKEY_PRIVATE: SECRET };

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "mailjet-secrets-open-"));
});
afterEach(() => rm(directory, { recursive: true }));

async function open(selection: StoreSelection = {}, environment: Record<string, string> = {}): Promise<OpenStore> {
  const streams = { stdin: new PassThrough(), stdout: new PassThrough(), stderr: new PassThrough() };
  const store = await openStore(selection, { environment, directory, ...streams });
  onTestFinished(() => store.close());
  return store;
}

function configure(config: object, name = "mailjet-secrets.config.json"): Promise<void> {
  return writeFile(join(directory, name), JSON.stringify(config));
}

describe("the store that is meant", () => {
  it("is env if nobody says anything, with the given variables and no others", async () => {
    const { provider, credentials } = await open({}, PAIR);
    expect(provider.name).toBe("env");
    expect((await credentials()).apiSecret()).toBe(SECRET);
    await expect((await open()).credentials()).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("is that of the option, then of the environment, then of the file", async () => {
    await configure({
      provider: "conjur",
      secret: "c",
      vault: { mount: "kv" },
      mailjet: { host: "api.us.mailjet.com" },
    });
    const file = await open();
    expect([file.provider.name, file.secret.id, file.mailjet.host]).toEqual(["conjur", "c", "api.us.mailjet.com"]);
    expect((await open({}, { MAILJET_SECRETS_PROVIDER: "vault" })).provider.name).toBe("vault");
    expect((await open({ provider: "aws" }, { MAILJET_SECRETS_PROVIDER: "vault" })).provider.name).toBe("aws");
  });

  it("reads from the store with the variables that it is given", async () => {
    const vault = await startVaultEmulator();
    onTestFinished(() => vault.close());
    vault.put("secret/prod/mailjet", PAIR);
    const environment = { VAULT_ADDR: vault.url, VAULT_TOKEN: vault.rootToken };
    const store = await open({ provider: "vault", secret: "prod/mailjet" }, environment);
    expect((await store.credentials()).apiKey()).toBe(KEY);
  });
});

describe("the secret", () => {
  it("of the option wins over the one in the provider's own block, whose other settings stay", async () => {
    await configure({ provider: "vault", vault: { secret: { id: "own", fields: { apiKey: "a", apiSecret: "b" } } } });
    expect((await open()).secret.id).toBe("own");
    expect((await open({ secret: "chosen" })).secret).toEqual({
      id: "chosen",
      fields: { apiKey: "a", apiSecret: "b" },
    });
  });

  it("of the option is the prefix of the variables for env", async () => {
    const { credentials } = await open(
      { provider: "env", secret: "SHOP" },
      { SHOP_MJ_APIKEY_PUBLIC: KEY, SHOP_MJ_APIKEY_PRIVATE: SECRET },
    );
    expect((await credentials()).apiKey()).toBe(KEY);
  });

  it("is that of the account, which has to be declared or given its secret", async () => {
    await configure({ provider: "vault", secret: "main", accounts: { marketing: "m" } });
    expect((await open({ account: "marketing" })).secret.id).toBe("m");
    expect((await open({ account: "marketing", secret: "chosen" })).secret.id).toBe("chosen");
    expect((await open({ account: "new", secret: "chosen" })).secret.id).toBe("chosen");
    await expect(open({ account: "constructor" })).rejects.toMatchObject({ code: "INVALID_CONFIG" });
  });

  it("is never a key", async () => {
    const error: unknown = await open({ provider: "vault", secret: KEY }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: "INVALID_CONFIG" });
    expect(String(error)).not.toContain(KEY);
  });
});

describe("the configuration file", () => {
  it("of the option is taken in place of the one that the environment names, or that lies there", async () => {
    await configure({ provider: "conjur", secret: "c" });
    await configure({ provider: "vault", secret: "v" }, "other.json");
    const environment = { MAILJET_SECRETS_CONFIG: join(directory, "absent.json") };
    expect((await open({ config: "other.json" }, environment)).secret.id).toBe("v");
  });

  it("of the option has to be there", async () => {
    const opening = open({ config: "absent.json" });
    await expect(opening).rejects.toMatchObject({ code: "INVALID_CONFIG", hint: expect.stringContaining("--config") });
  });
});
