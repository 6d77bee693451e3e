import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { memoryProvider } from "@mailjet-secrets/testing";
import { expect, it, onTestFinished } from "vitest";
import { configuredSecrets } from "../src/index.ts";

async function emptyDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "mailjet-secrets-configured-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  return directory;
}

it("what createMailjet would work with is told: object over environment over file", async () => {
  const directory = await emptyDirectory();
  await writeFile(
    join(directory, "mailjet-secrets.config.json"),
    JSON.stringify({ provider: "aws", secret: "file", timeoutMs: 7, accounts: { eu: "file/eu" } }),
  );
  const environment = { MAILJET_SECRETS_PROVIDER: "vault", MAILJET_SECRETS_SECRET: "environment" };
  const { provider, secret, accounts, timeoutMs } = await configuredSecrets({}, { environment, directory });
  expect([provider.name, secret, timeoutMs]).toEqual(["vault", { id: "environment" }, 7]);
  expect(typeof accounts === "function" && accounts("eu")).toEqual({ id: "file/eu" });
  const explicit = await configuredSecrets({ provider: "conjur", secret: "object" }, { environment, directory });
  expect([explicit.provider.name, explicit.secret]).toEqual(["conjur", { id: "object" }]);
});

it("the chosen secret wins over the provider's own block, and keeps no version of another one", async () => {
  const directory = await emptyDirectory();
  const config = {
    provider: "vault" as const,
    vault: { secret: { id: "own", requestedVersion: "3" }, accounts: { eu: "own/eu" } },
  };
  const options = { environment: {}, directory };
  const { secret } = await configuredSecrets(config, { ...options, chosen: { id: "chosen" } });
  expect(secret).toEqual({ id: "chosen" });
  const second = await configuredSecrets(config, { ...options, chosen: { id: "chosen/eu", account: "eu" } });
  expect(second.secret).toEqual({ id: "own", requestedVersion: "3" });
  expect(typeof second.accounts === "function" && second.accounts("eu")).toEqual({ id: "chosen/eu" });
});

it("the chosen secret is taken for a provider of one's own, too, and as the prefix for env", async () => {
  const options = { environment: {}, directory: await emptyDirectory(), chosen: { id: "chosen" } };
  const { secret } = await configuredSecrets({ provider: memoryProvider(), secret: "common" }, options);
  expect(secret).toEqual({ id: "chosen" });
  expect((await configuredSecrets({ env: { prefix: "SHOP" } }, options)).secret).toEqual({ id: "chosen" });
});

it("adapters see the given environment, and not that of the process", async () => {
  const environment = {
    MJ_APIKEY_PUBLIC: "00112233445566778899aabbccddeeff",
    MJ_APIKEY_PRIVATE: "ffeeddccbbaa99887766554433221100",
  };
  const directory = await emptyDirectory();
  const { provider } = await configuredSecrets({}, { environment, directory });
  const { values } = await provider.read({ id: "" }, { signal: new AbortController().signal });
  expect(values).toEqual(environment);
});

it("mistakes are INVALID_CONFIG, those in the object too", async () => {
  const options = { environment: {}, directory: await emptyDirectory() };
  const wrong = { provider: "valut" as "vault" };
  await expect(configuredSecrets(wrong, options)).rejects.toMatchObject({ code: "INVALID_CONFIG" });
  await expect(configuredSecrets({ provider: "vault" }, options)).rejects.toMatchObject({ code: "INVALID_CONFIG" });
});
