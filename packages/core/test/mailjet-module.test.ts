import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import mailjet from "node-mailjet";
import { describe, expect, it } from "vitest";
import { checkedModule, loadMailjetModule, majorVersion } from "../src/mailjet-module.ts";
import { SecretsError } from "../src/secrets-error.ts";

const run = promisify(execFile);
const { Client, Request } = mailjet;

/** A module that looks like node-mailjet in the given version. */
function moduleOf(version: string | undefined): object {
  class OtherClient extends Client {}
  Object.defineProperty(OtherClient, "packageJSON", { value: version === undefined ? undefined : { version } });
  return { Client: OtherClient, Request };
}

function refusal(module: unknown): string {
  try {
    checkedModule(module);
  } catch (error) {
    if (SecretsError.is(error, "MISSING_DEPENDENCY")) return error.message;
    throw error;
  }
  return "accepted";
}

describe("loadMailjetModule", () => {
  it("imports node-mailjet and keeps it", async () => {
    const module = await loadMailjetModule();
    expect(module.Client).toBe(Client);
    expect(module.Request).toBe(Request);
    expect(loadMailjetModule()).toBe(loadMailjetModule());
    expect(majorVersion(module)).toBeGreaterThanOrEqual(6);
  });

  it("says how to install node-mailjet where it is absent, and tries again later", async () => {
    const folder = await mkdtemp(join(tmpdir(), "without-mailjet-"));
    try {
      await cp(fileURLToPath(new URL("../dist", import.meta.url)), join(folder, "dist"), { recursive: true });
      await writeFile(join(folder, "package.json"), '{"type":"module"}');
      const script = `
        import { mkdir, writeFile } from "node:fs/promises";
        import { createMailjetClientFactory } from "./dist/index.js";
        const values = { public: "${"0f".repeat(16)}", private: "${"f0".repeat(16)}" };
        const provider = { name: "own", read: async () => ({ values }) };
        const factory = createMailjetClientFactory({ provider, secret: "x" });
        const error = await factory.getClient().catch((error) => error);
        await mkdir("node_modules/node-mailjet", { recursive: true });
        const fake = "exports.Client = class { static packageJSON = { version: '7.1.0' } }; exports.Request = class {};";
        await writeFile("node_modules/node-mailjet/index.js", fake);
        const again = await factory.getClient().then(() => "loaded", (error) => error.code);
        await factory.close();
        console.log(JSON.stringify({ ...error, message: error.message, cause: error.cause, again }));
      `;
      const { stdout } = await run(process.execPath, ["--input-type=module", "-e", script], { cwd: folder });
      expect(JSON.parse(stdout)).toEqual({
        code: "MISSING_DEPENDENCY",
        retryable: false,
        message: "The package node-mailjet is not installed. Run: npm install node-mailjet@6",
        cause: { name: "Error", code: "ERR_MODULE_NOT_FOUND" },
        again: "loaded",
      });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  it("does not speak of installing where node-mailjet is there and does not load, as in a bundle", async () => {
    const folder = await mkdtemp(join(tmpdir(), "broken-mailjet-"));
    try {
      await cp(fileURLToPath(new URL("../dist", import.meta.url)), join(folder, "dist"), { recursive: true });
      await writeFile(join(folder, "package.json"), '{"type":"module"}');
      await mkdir(join(folder, "node_modules/node-mailjet"), { recursive: true });
      const broken = 'throw new Error("Dynamic require of util is not supported")';
      await writeFile(join(folder, "node_modules/node-mailjet/index.js"), broken);
      const script = `
        import { createMailjetClientFactory } from "./dist/index.js";
        const values = { public: "${"0f".repeat(16)}", private: "${"f0".repeat(16)}" };
        const provider = { name: "own", read: async () => ({ values }) };
        const error = await createMailjetClientFactory({ provider }).getClient().catch((error) => error);
        console.log(error.code, error.message);
      `;
      const { stdout } = await run(process.execPath, ["--input-type=module", "-e", script], { cwd: folder });
      expect(stdout).toMatch(/^MISSING_DEPENDENCY The package node-mailjet does not load\. In a bundle: .*external/);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});

describe("checkedModule", () => {
  it("E02 (import styles) accepts CommonJS, its ESM form and named exports", () => {
    for (const module of [mailjet, { default: mailjet }, { Client, Request }, { default: mailjet, Client, Request }]) {
      expect(checkedModule(module)).toEqual({ Client, Request });
    }
  });

  it("E02 (majors) accepts 6 and later", () => {
    for (const version of ["6.0.0", "6.0.11", "7.1.0", "10.0.0"]) {
      expect(majorVersion(checkedModule({ default: moduleOf(version) }))).toBe(Number.parseInt(version, 10));
    }
  });

  it.each([
    ["an old major", moduleOf("5.1.1"), "node-mailjet 5.1.1 is not supported."],
    ["no version", moduleOf(undefined), "node-mailjet of an unknown version is not supported."],
    ["an odd version", moduleOf("latest"), "node-mailjet latest is not supported."],
    ["a function with connect, as in 3.x", () => {}, "node-mailjet of an unknown version is not supported."],
    ["nothing as default", { default: null }, "node-mailjet of an unknown version is not supported."],
    ["no Request", { Client }, "is not supported."],
  ])("E02 (majors) gives one clear message for %s", (_, module, message) => {
    expect(refusal(module)).toContain(message);
    expect(refusal(module)).toContain("Run: npm install node-mailjet@6");
  });
});
