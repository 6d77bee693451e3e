import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startVaultEmulator, type VaultEmulator } from "@mailjet-secrets/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { canaryForms, findCanary } from "../../../test/support/canary.ts";
import { EXIT } from "../src/exit-codes.ts";
import { runCommand } from "./support/run-command.ts";

const PAIR = { apiKey: "00112233445566778899aabbccddeeff", apiSecret: "ffeeddccbbaa99887766554433221100" };

let directory: string;
let vault: VaultEmulator;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "mailjet-secrets-check-"));
  vault = await startVaultEmulator({ policies: { reader: { "secret/data/prod/mailjet": ["read"] } } });
  vault.put("secret/prod/mailjet", PAIR);
  vault.put("secret/prod/other", PAIR);
  await configure({ provider: "vault", secret: "prod/mailjet" });
});
afterEach(async () => {
  await vault.close();
  await rm(directory, { recursive: true });
});

function configure(config: object): Promise<void> {
  return writeFile(join(directory, "mailjet-secrets.config.json"), JSON.stringify(config));
}

async function check(words: readonly string[] = [], more: Readonly<Record<string, string>> = {}) {
  const token = vault.createToken({ policies: ["reader"] });
  const environment = { VAULT_ADDR: vault.url, VAULT_TOKEN: token, ...more };
  const { code, stdout, stderr } = await runCommand(["check", "--offline", "--json", ...words], {
    directory,
    environment,
  });
  expect(findCanary(stdout + stderr, canaryForms(PAIR.apiKey, PAIR.apiSecret, token))).toBeUndefined();
  expect(stderr).toBe("");
  const { steps } = JSON.parse(stdout) as {
    steps: { name: string; status: string; text: string; hint: string | null }[];
  };
  const failed = steps.find(({ status }) => status === "failed");
  return { code, failed, text: `${failed?.text} ${failed?.hint}` };
}

describe("check of a store", () => {
  it("reads the secret that is configured, and the one that a flag names", async () => {
    expect(await check()).toMatchObject({ code: EXIT.ok, failed: undefined });
    expect(await check(["--secret", "prod/other"], { VAULT_TOKEN: vault.rootToken })).toMatchObject({ code: EXIT.ok });
  });

  it("tells a secret that may not be read, with the policy to add, from one that is missing", async () => {
    const denied = await check(["--secret", "prod/other"]);
    expect([denied.code, denied.failed?.name]).toEqual([EXIT.denied, "store"]);
    expect(denied.text).toContain("secret/data/prod/other");
    const missing = await check(["--secret", "prod/absent"], { VAULT_TOKEN: vault.rootToken });
    expect([missing.code, missing.failed?.name]).toEqual([EXIT.missing, "store"]);
  });

  it("tells a login that is refused, and a store that cannot be reached or does not answer", async () => {
    expect((await check([], { VAULT_TOKEN: "wrong-token-0123456789" })).code).toBe(EXIT.denied);
    await configure({ provider: "vault", secret: "prod/mailjet", timeoutMs: 1_000 });
    vault.fail({ kind: "hang" });
    expect((await check()).code).toBe(EXIT.unreachable);
    await vault.goDown();
    expect((await check()).code).toBe(EXIT.unreachable);
  });

  it("E04: says that a token was found where a pair is needed, and blames the secret, not the store", async () => {
    vault.put("secret/prod/mailjet", { token: "0f1e2d3c4b5a69788796a5b4c3d2e1f0" });
    const { code, failed, text } = await check();
    expect([code, failed?.name]).toEqual([EXIT.invalidSecret, "secret"]);
    expect(text).toContain("token");
  });

  it.each([
    ["an unknown provider", ["--provider", "valt"], "did you mean vault?"],
    ["an account that is not declared", ["--account", "shop"], "not declared"],
    ["a file that is not there", ["--config", "absent.json"], "absent.json"],
    ["a key in the place of an id", ["--secret", PAIR.apiKey], "key"],
  ])("says what is wrong with the configuration: %s", async (_, words, expected) => {
    const { code, failed, text } = await check(words);
    expect([code, failed?.name]).toEqual([EXIT.configuration, "configuration"]);
    expect(text).toContain(expected);
  });
});
