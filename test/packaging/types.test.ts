import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ConsumerProject, createConsumerProject } from "./consumer-project.ts";

const run = promisify(execFile);
const root = join(import.meta.dirname, "../..");

/**
 * Folder of each compiler, below the root. 5.0 is the oldest that understands the published types: they name each other
 * by files `.ts`, which 4.9 does not know. 5.8 is the oldest that lets CommonJS import an ES module. 7.0 is the newest.
 */
const COMPILERS = {
  "5.0.4": "test/packaging/typescript-versions/node_modules/typescript-5.0",
  "5.8.3": "test/packaging/typescript-versions/node_modules/typescript-5.8",
  "6.0.3": "node_modules/typescript",
  "7.0.2": "test/packaging/typescript-versions/node_modules/typescript-7",
} as const;

const NODENEXT = { module: "nodenext" };
const BUNDLER = { module: "esnext", moduleResolution: "bundler" };
// As many NestJS projects have it; TypeScript 7 has it no more.
const NODE10 = { module: "commonjs", moduleResolution: "node10" };

const CASES = [
  { version: "5.0.4", resolution: "nodenext", options: NODENEXT, endings: ["mts"] },
  { version: "5.0.4", resolution: "bundler", options: BUNDLER, endings: ["ts"] },
  { version: "5.0.4", resolution: "node10", options: NODE10, endings: ["ts"] },
  { version: "5.8.3", resolution: "nodenext", options: NODENEXT, endings: ["mts", "cts"] },
  { version: "5.8.3", resolution: "node10", options: NODE10, endings: ["ts"] },
  { version: "6.0.3", resolution: "nodenext", options: NODENEXT, endings: ["mts", "cts"] },
  { version: "6.0.3", resolution: "bundler", options: BUNDLER, endings: ["ts"] },
  { version: "6.0.3", resolution: "node10", options: { ...NODE10, ignoreDeprecations: "6.0" }, endings: ["ts"] },
  { version: "7.0.2", resolution: "nodenext", options: NODENEXT, endings: ["mts", "cts"] },
  { version: "7.0.2", resolution: "bundler", options: BUNDLER, endings: ["ts"] },
] as const;

const TYPED = `
import { awsProvider } from "@mailjet-secrets/aws";
import { createRotationHandler, handler, type RotationHandler } from "@mailjet-secrets/aws/rotation";
import { conjurProvider } from "@mailjet-secrets/conjur";
import { createMailjetClientFactory } from "@mailjet-secrets/core";
import { envProvider } from "@mailjet-secrets/env";
import { createTransport } from "@mailjet-secrets/http";
import { memoryProvider, startMailjetEmulator } from "@mailjet-secrets/testing";
import { vaultProvider } from "@mailjet-secrets/vault";
import { createMailjet, SecretsError, type MailjetClientFactory, type SecretsProvider } from "mailjet-secrets";
import type { Client } from "node-mailjet";

const mailjet: MailjetClientFactory = createMailjet({ provider: "env", refreshAfterMs: 60_000 });
export async function send(): Promise<number> {
  const Messages = [{ From: { Email: "shop@example.com" }, To: [{ Email: "ann@example.org" }], TextPart: "Hi" }];
  const result = await mailjet.post("send", { version: "v3.1" }).request({ Messages });
  const client: Client = await mailjet.getClient();
  const other = await client.get("sender").id(1).request();
  return result.response.status + other.response.status;
}
export function isMissing(error: unknown): boolean {
  return SecretsError.is(error, "NOT_FOUND");
}
export const smtp = async () => mailjet.withCredentials((pair) => ({ user: pair.apiKey(), pass: pair.apiSecret() }));
export const providers: SecretsProvider[] = [awsProvider(), conjurProvider(), envProvider(), vaultProvider()];
export const factory = createMailjetClientFactory({ provider: memoryProvider(), secret: "prod/mailjet" });
export const others = [createTransport, startMailjetEmulator];
export const rotations: RotationHandler[] = [handler, createRotationHandler({ plan: "new-sub-account", adminSecret: "primary" })];
// @ts-expect-error: an option of the other plan
createRotationHandler({ plan: "blue-green", adminSecret: "primary" });
// @ts-expect-error: an option that does not exist
createMailjet({ refreshAfter: 5 });
// @ts-expect-error: a number is no address
vaultProvider({ address: 8200 });
`;

let consumer: ConsumerProject;

beforeAll(async () => {
  consumer = await createConsumerProject();
}, 240_000);
afterAll(() => consumer?.close());

async function compile(
  compiler: string,
  files: readonly string[],
  options: Readonly<Record<string, unknown>>,
): Promise<string> {
  const compilerOptions = {
    target: "ES2022",
    strict: true,
    noEmit: true,
    skipLibCheck: false,
    typeRoots: [join(root, "node_modules/@types")],
    types: ["node"],
    ...options,
  };
  const config = join(consumer.folder, "tsconfig.json");
  await writeFile(config, JSON.stringify({ compilerOptions, files }));
  for (const file of files) await writeFile(join(consumer.folder, file), TYPED);
  const arguments_ = [join(root, compiler, "bin/tsc"), "-p", config];
  const { stdout } = await run(process.execPath, arguments_, { cwd: consumer.folder }).catch(
    (error: { readonly stdout: string }) => error,
  );
  return stdout;
}

describe("the published types", () => {
  it.each(Object.entries(COMPILERS))("are tried with TypeScript %s itself", async (version, folder) => {
    const manifest: unknown = JSON.parse(await readFile(join(root, folder, "package.json"), "utf8"));
    expect(manifest).toMatchObject({ name: "typescript", version });
  });

  it.each(CASES)(
    "E02 compile with TypeScript $version under $resolution: files $endings",
    async ({ version, options, endings }) => {
      const files = endings.map((ending) => `typed.${ending}`);
      expect(await compile(COMPILERS[version], files, options)).toBe("");
    },
    120_000,
  );

  it("E02 compile without esModuleInterop", async () => {
    const options = { ...NODENEXT, esModuleInterop: false };
    expect(await compile(COMPILERS["5.8.3"], ["typed.mts", "typed.cts"], options)).toBe("");
  }, 120_000);
});
