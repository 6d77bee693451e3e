import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { startMailjetEmulator, startVaultEmulator } from "@mailjet-secrets/testing";
import { expect, it, onTestFinished } from "vitest";
import { canaryForms, findCanary } from "../support/canary.ts";
import { packPackages } from "../support/pack-packages.mjs";
import { blocksOf } from "./support/markdown.ts";

const FILE = "docs/getting-started.md";
const PAIR = { apiKey: "3f9c1d7be2a84605b1c7d9e0f2a4b6c8", apiSecret: "c45e90ab7d1f4e268a3b5c7d9e1f2a40" };
const QUIET = "--ignore-scripts --no-audit --no-fund --prefer-offline";

/** What a reader puts in place of the page's examples: keys, addresses, and the packages, which are not published yet. */
async function replacements(tarballs: string): Promise<Readonly<Record<string, string>>> {
  const mailjet = await startMailjetEmulator({ keys: [PAIR] });
  const vault = await startVaultEmulator();
  vault.put("secret/prod/mailjet", { MJ_APIKEY_PUBLIC: PAIR.apiKey, MJ_APIKEY_PRIVATE: PAIR.apiSecret });
  onTestFinished(async () => {
    await Promise.all([mailjet.close(), vault.close()]);
  });
  const packed = await packPackages(tarballs);
  const files = (names: readonly string[]): string =>
    packed
      .filter(({ name }) => names.includes(name))
      .map(({ tarball }) => tarball)
      .join(" ");
  const facade = ["mailjet-secrets", "@mailjet-secrets/core", "@mailjet-secrets/env"];
  return {
    "npm install mailjet-secrets node-mailjet": `npm install ${QUIET} ${files(facade)} node-mailjet`,
    "npm install @mailjet-secrets/vault": `npm install ${QUIET} ${files(["@mailjet-secrets/vault", "@mailjet-secrets/http"])}`,
    "00112233445566778899aabbccddeeff": PAIR.apiKey,
    ffeeddccbbaa99887766554433221100: PAIR.apiSecret,
    "https://vault.example.com:8200": vault.url,
    "hvs.your-token": vault.rootToken,
    "node send.mjs": `MAILJET_SECRETS_HOST=${mailjet.host} NODE_EXTRA_CA_CERTS=${await mailjet.certificateFile()} node send.mjs`,
  };
}

it("Getting started leads from an empty folder to a sent mail, with the keys in the environment and then in Vault", async () => {
  const folder = await mkdtemp(join(tmpdir(), "mailjet-secrets-start-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const replaced = await replacements(folder);
  const [install, program, environment, vault] = blocksOf(FILE).filter(({ language }) => language !== "text");
  expect(program?.code.trim().split("\n").length).toBeLessThan(15);
  await writeFile(join(folder, "send.mjs"), program?.code ?? "");
  const steps = [install, environment, vault].map((block) => block?.code ?? "exit 1");
  const script = Object.entries(replaced).reduce(
    (text, [from, to]) => {
      expect(text).toContain(from);
      return text.replaceAll(from, to);
    },
    `set -e\n${steps.join("\necho next step\n")}`,
  );
  const { stdout, stderr } = await promisify(execFile)("bash", ["-c", script], {
    cwd: folder,
    env: { PATH: process.env["PATH"], HOME: process.env["HOME"] },
  });
  const [, fromEnvironment = "", fromVault = ""] = stdout.split("next step");
  expect(fromEnvironment).toMatch(/^200 \{[\s\S]*provider: 'env'/m);
  expect(fromVault).toMatch(/^200 \{[\s\S]*provider: 'vault'/m);
  expect(findCanary(stdout + stderr, canaryForms(PAIR.apiKey, PAIR.apiSecret))).toBeUndefined();
}, 240_000);
