import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type MailjetEmulator,
  startMailjetEmulator,
  startVaultEmulator,
  type VaultEmulator,
} from "@mailjet-secrets/testing";
import { type BuildOptions, build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ConsumerProject, createConsumerProject } from "./consumer-project.ts";
import { runNode } from "./run-node.ts";

const PAIR = { apiKey: "00112233445566778899aabbccddeeff", apiSecret: "ffeeddccbbaa99887766554433221100" };
const SEND = `
  import { createMailjet } from "mailjet-secrets";
  const Messages = [{ From: { Email: "shop@example.com" }, To: [{ Email: "ann@example.org" }], TextPart: "Hi" }];
  createMailjet().post("send", { version: "v3.1" }).request({ Messages }).then(
    ({ body }) => console.log(body.Messages[0]?.Status),
    (error) => console.log(error.code, error.message),
  );`;
const REQUIRE = `import { createRequire } from "node:module"; const require = createRequire(import.meta.url);`;

/** The settings of esbuild that README files name. Nothing says that the adapters which are absent are external. */
const SETTINGS: Readonly<Record<string, BuildOptions>> = {
  "CommonJS, with everything inside": { format: "cjs" },
  "an ES module with everything inside and a require() of its own": { format: "esm", banner: { js: REQUIRE } },
  "an ES module beside which node-mailjet and node-vault are installed": {
    format: "esm",
    external: ["node-mailjet", "node-vault"],
  },
};
const names = Object.keys(SETTINGS);

let consumer: ConsumerProject;
let elsewhere: string;
let mailjet: MailjetEmulator;
let vault: VaultEmulator;

beforeAll(async () => {
  mailjet = await startMailjetEmulator({ keys: [PAIR] });
  vault = await startVaultEmulator();
  vault.put("secret/prod/mailjet", PAIR);
  elsewhere = await mkdtemp(join(tmpdir(), "mailjet-secrets-bundle-"));
  const scoped = ["core", "env", "http", "vault"].map((name) => `@mailjet-secrets/${name}`);
  consumer = await createConsumerProject(["mailjet-secrets", ...scoped]);
}, 240_000);

afterAll(async () => {
  await Promise.all([mailjet?.close(), vault?.close(), consumer?.close(), rm(elsewhere, { recursive: true })]);
});

async function bundle(options: BuildOptions): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: SEND, resolveDir: consumer.folder, loader: "ts" },
    bundle: true,
    platform: "node",
    // Those of the shell would find the packages of the workspace.
    nodePaths: [],
    write: false,
    logLevel: "silent",
    ...options,
  });
  return outputFiles?.[0]?.text ?? "";
}

/** Runs a bundle where no package is to be found, unless it leaves some out. */
async function runBundle(setting: string, env: Readonly<Record<string, string>>): Promise<string> {
  const options = SETTINGS[setting] ?? {};
  const folder = options.external === undefined ? elsewhere : consumer.folder;
  const file = join(folder, options.format === "cjs" ? "bundle.cjs" : "bundle.mjs");
  await writeFile(file, await bundle(options));
  const { stdout, stderr } = await runNode([file], {
    NODE_EXTRA_CA_CERTS: await mailjet.certificateFile(),
    MAILJET_SECRETS_HOST: mailjet.host,
    ...env,
  });
  expect(stderr).toBe("");
  return stdout;
}

describe("the facade and one adapter in a bundle, the other adapters neither installed nor external", () => {
  it.each(names)("E02 sends with a pair from Vault: %s", async (setting) => {
    const before = mailjet.messages.length;
    const printed = await runBundle(setting, {
      MAILJET_SECRETS_PROVIDER: "vault",
      MAILJET_SECRETS_SECRET: "prod/mailjet",
      VAULT_ADDR: vault.url,
      VAULT_TOKEN: vault.rootToken,
    });
    expect(printed).toBe("success");
    expect(mailjet.messages).toHaveLength(before + 1);
  });

  it.each(names)("E02 sends with a pair from the environment: %s", async (setting) => {
    const before = mailjet.messages.length;
    const printed = await runBundle(setting, {
      MJ_APIKEY_PUBLIC: PAIR.apiKey,
      MJ_APIKEY_PRIVATE: PAIR.apiSecret,
    });
    expect(printed).toBe("success");
    expect(mailjet.messages).toHaveLength(before + 1);
  });

  it.each(["aws", "conjur"])("names the install command of %s when that is asked for", async (word) => {
    const printed = await runBundle("CommonJS, with everything inside", {
      MAILJET_SECRETS_PROVIDER: word,
      MAILJET_SECRETS_SECRET: "prod/mailjet",
    });
    expect(printed).toMatch(new RegExp(`^MISSING_DEPENDENCY .*Run: npm install @mailjet-secrets/${word}$`));
  });

  it("says what to do about node-mailjet in an ES module that has no require()", async () => {
    const file = join(elsewhere, "without.mjs");
    await writeFile(file, await bundle({ format: "esm" }));
    const { stdout } = await runNode([file], { MJ_APIKEY_PUBLIC: PAIR.apiKey, MJ_APIKEY_PRIVATE: PAIR.apiSecret });
    expect(stdout).toMatch(/^MISSING_DEPENDENCY .*mark it as external, or make the bundle CommonJS\.$/);
  });

  it("E16 throws at once in a bundle for browsers, and says why", async () => {
    const file = join(elsewhere, "browser.mjs");
    await writeFile(file, await bundle({ format: "esm", platform: "browser" }));
    await expect(runNode([file], {})).rejects.toThrow(/runs on Node\.js only/);
  });
});
