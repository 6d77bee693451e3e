import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { packPackages } from "../support/pack-packages.mjs";
import { type Printed, runNode } from "./run-node.ts";

const run = promisify(execFile);
const root = join(import.meta.dirname, "../..");
const QUIET = ["--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline", "--no-package-lock"];

/** A project outside the workspace, of somebody who has nothing but the published packages. */
export interface ConsumerProject {
  /** Its folder. */
  readonly folder: string;
  /** Writes a file and runs it, with this Node.js unless another is given. Returns what it printed. */
  runFile(name: string, code: string, options?: RunOptions): Promise<Printed>;
  /** Removes the folder. */
  close(): Promise<void>;
}

/** How {@link ConsumerProject.runFile} runs a file. */
export interface RunOptions {
  /** Path of a Node.js. @default that of the tests */
  readonly node?: string;
  /** Arguments before the file. @default none */
  readonly flags?: readonly string[];
  /** The whole environment but `PATH`. @default empty */
  readonly env?: Readonly<Record<string, string>>;
}

/** Packs the packages and installs those that are named (by default all), with node-mailjet, by npm. */
export async function createConsumerProject(names?: readonly string[]): Promise<ConsumerProject> {
  const folder = await mkdtemp(join(tmpdir(), "mailjet-secrets-consumer-"));
  await mkdir(join(folder, "tarballs"));
  const packed = await packPackages(join(folder, "tarballs"));
  const dependencies = packed.flatMap(({ name, tarball }) => {
    return names === undefined || names.includes(name) ? [[name, `file:${tarball}`]] : [];
  });
  const mailjet = await readFile(join(root, "node_modules/node-mailjet/package.json"), "utf8");
  const { version } = JSON.parse(mailjet) as { readonly version: string };
  const manifest = { dependencies: { ...Object.fromEntries(dependencies), "node-mailjet": version } };
  await writeFile(join(folder, "package.json"), JSON.stringify({ name: "consumer", private: true, ...manifest }));
  await run("npm", ["install", ...QUIET], { cwd: folder });
  return {
    folder,
    async runFile(name, code, { node, flags = [], env = {} } = {}) {
      await writeFile(join(folder, name), code);
      return runNode([...flags, name], env, { cwd: folder, ...(node === undefined ? {} : { node }) });
    },
    close: () => rm(folder, { recursive: true, force: true }),
  };
}
