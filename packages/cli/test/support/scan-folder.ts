import { execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { onTestFinished } from "vitest";
import { canaryForms, findCanary } from "../../../../test/support/canary.ts";
import type { Ended } from "./run-command.ts";

/** The command, as it is published. */
export const MAIN: string = join(import.meta.dirname, "../../dist/main.js");

/** Values that look like real keys, made of a word. */
export function keysFor(word: string): { readonly apiKey: string; readonly apiSecret: string; readonly pair: string } {
  const [apiKey = "", apiSecret = ""] = ["key", "secret"].map((half) =>
    createHash("sha256").update(`${half} of ${word}`).digest("hex").slice(0, 32),
  );
  return { apiKey, apiSecret, pair: `${apiKey}:${apiSecret}` };
}

export const KEYS: ReturnType<typeof keysFor> = keysFor("the tests");
export const FINGERPRINT: string = createHash("sha256").update(KEYS.pair).digest("hex").slice(0, 8);
export const ENV_FILE = `MJ_APIKEY_PUBLIC=${KEYS.apiKey}\nMJ_APIKEY_PRIVATE=${KEYS.apiSecret}\n`;
const FORMS = canaryForms(KEYS.apiKey, KEYS.apiSecret);

/** A folder of its own, with those files, removed after the test. */
export function scanFolder(files: Readonly<Record<string, string | Buffer>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), "mailjet-secrets-scan-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  // A user without rights is to get in.
  chmodSync(folder, 0o755);
  addFiles(folder, files);
  return folder;
}

export function addFiles(folder: string, files: Readonly<Record<string, string | Buffer>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
}

/** A repository in a folder of its own, with those files in its first commit. */
export function scanRepository(files: Readonly<Record<string, string | Buffer>> = {}): string {
  const folder = scanFolder(files);
  git(folder, "init", "-q", "-b", "main");
  commitAll(folder, "first");
  return folder;
}

/** Runs git, and gives what it prints. Nothing of the user's own settings counts. */
export function git(folder: string, ...words: readonly string[]): string {
  return execFileSync("git", words, { cwd: folder, env: gitEnvironment(), encoding: "utf8", stdio: "pipe" });
}

export function commitAll(folder: string, message: string): string {
  git(folder, "add", "--all", "--force");
  git(folder, "commit", "-q", "--allow-empty", "-m", message);
  return git(folder, "rev-parse", "HEAD").trim();
}

export function gitEnvironment(): Record<string, string> {
  const who = { NAME: "Somebody", EMAIL: "somebody@example.com" };
  return {
    PATH: process.env["PATH"] ?? "",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_NOSYSTEM: "1",
    ...Object.fromEntries(
      Object.entries(who).flatMap(([name, value]) => [
        [`GIT_AUTHOR_${name}`, value],
        [`GIT_COMMITTER_${name}`, value],
      ]),
    ),
  };
}

export interface ScanCircumstances {
  readonly environment?: Readonly<Record<string, string>>;
  /** Whether to run without the rights of root, who may read everything. */
  readonly isUnprivileged?: boolean;
}

/** Runs the built `scan`, and makes sure that it shows nothing of `KEYS` in any form. */
export async function runScan(
  folder: string,
  words: readonly string[] = [],
  { environment, isUnprivileged = false }: ScanCircumstances = {},
): Promise<Ended> {
  const nobody = isUnprivileged && process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
  const child = spawn(process.execPath, [MAIN, "scan", ...words], {
    cwd: folder,
    env: { ...gitEnvironment(), ...environment },
    stdio: ["ignore", "pipe", "pipe"],
    ...nobody,
  });
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  const shown = findCanary(stdout + stderr, FORMS);
  if (shown !== undefined) throw new Error("The output shows a value.");
  return { code, stdout, stderr };
}
