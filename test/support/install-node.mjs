import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const root = join(import.meta.dirname, "../..");
const ATTEMPTS = 3;

/**
 * Installs one exact version of Node.js from the npm registry, through npm's own cache, and keeps it below
 * `node_modules/.cache`. Returns the path of the binary. Rejects if it cannot be had, or is another version.
 */
export async function installNode(version) {
  const folder = join(root, "node_modules/.cache/node-versions", version);
  // What the npm package `node` fetches by a script at its installation; scripts do not run here.
  const name = `node-${process.platform === "win32" ? "win" : process.platform}-${process.arch}`;
  const binary = join(folder, "node_modules", name, "bin", process.platform === "win32" ? "node.exe" : "node");
  if (!existsSync(binary)) {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "package.json"), JSON.stringify({ private: true }));
    await install(folder, `${name}@${version}`);
  }
  const { stdout } = await run(binary, ["--version"]);
  if (stdout.trim() !== `v${version}`) throw new Error(`Asked for Node.js ${version}, and ${stdout.trim()} came.`);
  return binary;
}

async function install(folder, specifier, attempt = 1) {
  const flags = ["--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline", "--no-package-lock"];
  try {
    await run("npm", ["install", ...flags, specifier], { cwd: folder });
  } catch (error) {
    if (attempt === ATTEMPTS) throw new Error(`npm does not install ${specifier}.`, { cause: error });
    await install(folder, specifier, attempt + 1);
  }
}
