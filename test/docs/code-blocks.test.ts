import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { type MailjetEmulator, startMailjetEmulator } from "@mailjet-secrets/testing";
import { transform } from "esbuild";
import { createMailjet } from "mailjet-secrets";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { canaryForms, findCanary } from "../support/canary.ts";
import { type Block, blocksOf, documents, root } from "./support/markdown.ts";

const run = promisify(execFile);
const PAIR = { apiKey: "3f9c1d7be2a84605b1c7d9e0f2a4b6c8", apiSecret: "c45e90ab7d1f4e268a3b5c7d9e1f2a40" };

// These are run as they stand by tests of their own.
const ELSEWHERE = ["docs/getting-started.md", "docs/writing-a-provider.md"];
const files = documents();
const blocks = files.flatMap(blocksOf);
const generic = blocks.filter(({ name }) => !ELSEWHERE.some((file) => name.startsWith(file)));
const inLanguage = (language: string, among: readonly Block[] = generic): Block[] =>
  among.filter((block) => block.language === language);

let folder: string;
let mailjet: MailjetEmulator;

beforeAll(async () => {
  // Inside the workspace, where the packages are found as a reader's project finds them.
  await mkdir(join(root, "node_modules/.cache"), { recursive: true });
  folder = await mkdtemp(join(root, "node_modules/.cache/documentation-"));
  await symlink(join(root, "node_modules"), join(folder, "node_modules"));
  mailjet = await startMailjetEmulator({ keys: [PAIR] });
});
afterAll(async () => {
  await mailjet.close();
  await rm(folder, { recursive: true });
});

const fileName = (block: Block, extension: string): string => block.name.replace(/\W/g, "-") + extension;

describe("code blocks of the documentation", () => {
  it("are all in a language that a test here runs, or plain text", () => {
    expect(files).toEqual(expect.arrayContaining(["README.md", ...ELSEWHERE]));
    const others = blocks.filter(({ language }) => !["ts", "json", "sh", "text"].includes(language));
    expect(others.map(({ name }) => name)).toEqual([]);
  });

  it.each(inLanguage("ts"))("run to their end without a key in their output: $name", async (block) => {
    const { code } = await transform(block.code, { loader: "ts", format: "esm" });
    const script = join(folder, fileName(block, ".mjs"));
    await writeFile(script, code);
    const { stdout, stderr } = await run(process.execPath, [script], {
      cwd: folder,
      timeout: 15_000,
      env: {
        PATH: process.env["PATH"],
        NODE_EXTRA_CA_CERTS: await mailjet.certificateFile(),
        MAILJET_SECRETS_HOST: mailjet.host,
        MJ_APIKEY_PUBLIC: PAIR.apiKey,
        MJ_APIKEY_PRIVATE: PAIR.apiSecret,
      },
    });
    expect(findCanary(stdout + stderr, canaryForms(PAIR.apiKey, PAIR.apiSecret))).toBeUndefined();
  });

  it("compile with all checks", async () => {
    const names = await Promise.all(
      inLanguage("ts", blocks).map(async (block) => {
        const name = fileName(block, ".mts");
        await writeFile(join(folder, name), block.code);
        return name;
      }),
    );
    const compilerOptions = {
      rootDir: root,
      noUnusedLocals: false,
      noEmit: true,
      composite: false,
      emitDeclarationOnly: false,
      isolatedDeclarations: false,
    };
    const config = { extends: join(root, "tsconfig.base.json"), compilerOptions, files: names };
    await writeFile(join(folder, "tsconfig.json"), JSON.stringify({ ...config, include: [] }));
    const tsc = join(root, "node_modules/typescript/bin/tsc");
    const { stdout } = await run(process.execPath, [tsc, "-p", folder]).catch((error: { stdout: string }) => error);
    expect(stdout).toBe("");
  }, 60_000);

  it.each(inLanguage("json"))("are a configuration without mistakes: $name", async (block) => {
    await createMailjet(JSON.parse(block.code)).close();
  });

  it.each(inLanguage("sh"))("set variables, or name scripts that exist: $name", (block) => {
    const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: object };
    const commands = block.code.split("\n").filter((line) => line !== "" && !/^(export )?\w+=\S*$/.test(line));
    const named = commands.map((command) => /\bnpm (?:run )?([\w:]+)/.exec(command)?.[1] ?? command);
    expect([...Object.keys(scripts), "install"]).toEqual(expect.arrayContaining(named));
  });
});
