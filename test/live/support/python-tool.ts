import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { access, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const INSTALL_LIMIT_MS = 10 * 60_000;
const PIP_INSTALL = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--only-binary=:all:"];

/**
 * Installs a requirements file, which pins every package, into a virtual environment of its own below `cache`, unless
 * that was done before. Returns the path of a program in it. Rejects with an `Error` that says in one line what failed.
 */
export async function pythonTool(requirements: string, program: string, cache: string): Promise<string> {
  const pins = createHash("sha256").update(await readFile(requirements));
  const folder = join(cache, `${program}-${pins.digest("hex").slice(0, 8)}`);
  const marker = join(folder, "complete");
  const isComplete = await access(marker).then(
    () => true,
    () => false,
  );
  if (!isComplete) {
    await rm(folder, { recursive: true, force: true });
    await step("python3 -m venv", "python3", ["-m", "venv", folder]);
    await step("pip install", join(folder, "bin/python3"), [...PIP_INSTALL, "--no-deps", "-r", requirements]);
    await writeFile(marker, "");
  }
  return join(folder, "bin", program);
}

async function step(name: string, command: string, args: readonly string[]): Promise<void> {
  try {
    await run(command, args, { timeout: INSTALL_LIMIT_MS });
  } catch (error) {
    const { code, stderr = "" } = error as { readonly code?: unknown; readonly stderr?: string };
    const reason = code === "ENOENT" ? "not found" : (stderr.trim().split("\n").at(-1) ?? "");
    throw new Error(`${name}: ${reason}`);
  }
}
