import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type MailjetEmulator, startMailjetEmulator } from "@mailjet-secrets/testing";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { packPackages } from "../support/pack-packages.mjs";

const run = promisify(execFile);
const root = join(import.meta.dirname, "../..");
const PAIR = { apiKey: "00112233445566778899aabbccddeeff", apiSecret: "ffeeddccbbaa99887766554433221100" };
const MESSAGE = `{ Messages: [{ From: { Email: "shop@example.com" }, To: [{ Email: "ann@example.org" }], TextPart: "Hi" }] }`;

let folder: string;
let mailjet: MailjetEmulator;

/** A project of somebody who has nothing but the published packages. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "mailjet-secrets-consumer-"));
  mailjet = await startMailjetEmulator({ keys: [PAIR] });
  const manifest = JSON.parse(await readFile(join(root, "node_modules/node-mailjet/package.json"), "utf8"));
  await mkdir(join(folder, "tarballs"));
  const packed = await packPackages(join(folder, "tarballs"));
  const dependencies = Object.fromEntries(packed.map(({ name, tarball }) => [name, `file:${tarball}`]));
  await writeFile(
    join(folder, "package.json"),
    JSON.stringify({
      name: "consumer",
      private: true,
      dependencies: { ...dependencies, "node-mailjet": manifest.version },
    }),
  );
  const quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline", "--no-package-lock"];
  await run("npm", ["install", ...quiet], { cwd: folder });
}, 240_000);

afterAll(async () => {
  await mailjet?.close();
  await rm(folder, { recursive: true, force: true });
});

async function runFile(name: string, code: string, flags: readonly string[] = []): Promise<string> {
  await writeFile(join(folder, name), code);
  const { stdout, stderr } = await run(process.execPath, [...flags, name], {
    cwd: folder,
    env: {
      PATH: process.env["PATH"],
      NODE_EXTRA_CA_CERTS: await mailjet.certificateFile(),
      MAILJET_SECRETS_HOST: mailjet.host,
      MJ_APIKEY_PUBLIC: PAIR.apiKey,
      MJ_APIKEY_PRIVATE: PAIR.apiSecret,
    },
  });
  expect(stderr).toBe("");
  return stdout.trim();
}

async function compile(options: Record<string, unknown>, files: Record<string, string>): Promise<void> {
  const config = join(folder, "tsconfig.json");
  const compilerOptions = {
    target: "ES2022",
    strict: true,
    noEmit: true,
    skipLibCheck: false,
    // Settings of old projects.
    ignoreDeprecations: "6.0",
    typeRoots: [join(root, "node_modules/@types")],
    types: ["node"],
    ...options,
  };
  await writeFile(config, JSON.stringify({ compilerOptions, files: Object.keys(files) }));
  for (const [name, code] of Object.entries(files)) await writeFile(join(folder, name), code);
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  await run(process.execPath, [tsc, "-p", config], { cwd: folder }).catch((error: { stdout: string }) => {
    throw new Error(error.stdout);
  });
}

const TYPED = `
import { createMailjet, SecretsError, type MailjetClientFactory } from "mailjet-secrets";
import type { Client } from "node-mailjet";

const mailjet: MailjetClientFactory = createMailjet({ provider: "env", refreshAfterMs: 60_000 });
export async function send(): Promise<number> {
  const result = await mailjet.post("send", { version: "v3.1" }).request(${MESSAGE});
  const client: Client = await mailjet.getClient();
  const other = await client.get("sender").id(1).request();
  return result.response.status + other.response.status;
}
export function isMissing(error: unknown): boolean {
  return SecretsError.is(error, "NOT_FOUND");
}
export const smtp = async () => mailjet.withCredentials((pair) => ({ user: pair.apiKey(), pass: pair.apiSecret() }));
// @ts-expect-error: an option that does not exist
createMailjet({ refreshAfter: 5 });
`;

describe("the packed packages, outside the workspace", () => {
  it("send a mail from an ES module", async () => {
    const sent = await runFile(
      "send.mjs",
      `import { createMailjet } from "mailjet-secrets";
       const factory = createMailjet();
       const result = await factory.post("send", { version: "v3.1" }).request(${MESSAGE});
       console.log(result.body.Messages[0].Status);
       await factory.close();`,
    );
    expect(sent).toBe("success");
    expect(mailjet.messages).toHaveLength(1);
  });

  it("E02 send a mail from a CommonJS file by require(), without a warning", async () => {
    const sent = await runFile(
      "send.cjs",
      `const { createMailjet } = require("mailjet-secrets");
       const mailjet = createMailjet();
       mailjet.post("send", { version: "v3.1" }).request(${MESSAGE}).then((result) => {
         console.log(result.body.Messages[0].Status);
       });`,
    );
    expect(sent).toBe("success");
    expect(mailjet.messages).toHaveLength(2);
  });

  it.each(["mts", "ts"])("E02 send a mail from TypeScript that tsx runs, a file .%s", async (ending) => {
    const before = mailjet.messages.length;
    const sent = await runFile(
      `send.${ending}`,
      `import { createMailjet } from "mailjet-secrets";
       createMailjet().post("send", { version: "v3.1" }).request(${MESSAGE}).then((result) => {
         console.log(result.body.Messages[0]?.Status as string);
       });`,
      [fileURLToPath(import.meta.resolve("tsx/cli"))],
    );
    expect(sent).toBe("success");
    expect(mailjet.messages).toHaveLength(before + 1);
  });

  it("F18 recognise the errors of both when one application imports and requires them", async () => {
    const answer = await runFile(
      "both.mjs",
      `import { createRequire } from "node:module";
       import { createMailjet, SecretsError } from "mailjet-secrets";
       const required = createRequire(import.meta.url)("mailjet-secrets");
       const error = await required.createMailjet({ env: { prefix: "NOBODY" } }).credentials().catch((e) => e);
       console.log(SecretsError.is(error, "NOT_FOUND"), required.SecretsError.is(error));`,
    );
    expect(answer).toBe("true true");
  });

  it("F09 let a script end by itself after a client was used, without close()", async () => {
    const answer = await runFile(
      "ends.mjs",
      `import { createMailjet } from "mailjet-secrets";
       await createMailjet().getClient();
       process.on("exit", () => console.log("ended", process.uptime() < 5));`,
    );
    expect(answer).toBe("ended true");
  });

  it.each(["esm", "cjs"] as const)("E02 send a mail from a bundle in the format %s", async (format) => {
    const before = mailjet.messages.length;
    await writeFile(
      join(folder, "bundled.ts"),
      `import { createMailjet } from "mailjet-secrets";
       createMailjet().post("send", { version: "v3.1" }).request(${MESSAGE}).then(({ body }) => {
         console.log(body.Messages[0]?.Status);
       });`,
    );
    const { outputFiles } = await build({
      absWorkingDir: folder,
      entryPoints: ["bundled.ts"],
      bundle: true,
      platform: "node",
      format,
      // As an ES module node-mailjet 6 cannot be bundled ("Dynamic require"), and the other adapters are not installed.
      external: [
        ...(format === "esm" ? ["node-mailjet"] : []),
        "@mailjet-secrets/aws",
        "@mailjet-secrets/vault",
        "@mailjet-secrets/conjur",
      ],
      write: false,
      logLevel: "silent",
    });
    const sent = await runFile(`bundled.${format === "esm" ? "mjs" : "cjs"}`, outputFiles[0]?.text ?? "");
    expect(sent).toBe("success");
    expect(mailjet.messages).toHaveLength(before + 1);
  });

  it("E16 throw at once in a bundle for browsers, and say why", async () => {
    const contents = `import { createMailjet } from "mailjet-secrets"; createMailjet();`;
    const { outputFiles } = await build({
      stdin: { contents, resolveDir: folder },
      bundle: true,
      platform: "browser",
      format: "esm",
      write: false,
      logLevel: "silent",
    });
    await expect(runFile("browser.mjs", outputFiles[0]?.text ?? "")).rejects.toThrow(/runs on Node\.js only/);
  });

  it("name the install command of an adapter that is absent", async () => {
    await rm(join(folder, "node_modules/@mailjet-secrets/conjur"), { recursive: true });
    const answer = await runFile(
      "absent.mjs",
      `import { createMailjet } from "mailjet-secrets";
       const mailjet = createMailjet({ provider: "conjur", secret: "prod/mailjet" });
       const error = await mailjet.credentials().catch((e) => e);
       console.log(error.code, error.message, error.stack.split(":")[0], error.constructor.name);`,
    );
    expect(answer).toMatch(
      /^MISSING_DEPENDENCY .*Run: npm install @mailjet-secrets\/conjur SecretsError SecretsError$/,
    );
  });

  it.each([true, false])(
    "E02 compile under nodenext with esModuleInterop %s, as ES module and as CommonJS",
    async (esModuleInterop) => {
      await compile({ module: "nodenext", esModuleInterop }, { "typed.mts": TYPED, "typed.cts": TYPED });
    },
    60_000,
  );

  it.each([true, false])(
    "E02 compile under bundler with esModuleInterop %s",
    async (esModuleInterop) => {
      await compile({ module: "esnext", moduleResolution: "bundler", esModuleInterop }, { "typed.ts": TYPED });
    },
    60_000,
  );
});
