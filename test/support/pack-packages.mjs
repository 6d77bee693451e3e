import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const root = new URL("../..", import.meta.url).pathname;

/** The pinned pnpm, as the root scripts use it: it is not on the PATH of a machine that has npm only. */
const PNPM = readFileSync(join(root, "package.json"), "utf8").match(/pnpm@[\d.]+/)?.[0] ?? "pnpm";

/** The published packages: folder and manifest. */
export function publishedPackages() {
  return readdirSync(join(root, "packages"))
    .map((name) => join(root, "packages", name))
    .filter((folder) => existsSync(join(folder, "package.json")))
    .map((folder) => ({ folder, manifest: JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) }))
    .filter(({ manifest }) => manifest.private !== true);
}

/**
 * Packs every published package into a folder, as it would be published (`pnpm pack` replaces the workspace's own
 * versions; npm would leave them in). Returns the name and tarball of each.
 */
export async function packPackages(destination) {
  const tarballs = [];
  for (const { folder, manifest } of publishedPackages()) {
    const args = ["-y", PNPM, "pack", "--json", "--pack-destination", destination];
    const { stdout } = await run("npx", args, { cwd: folder });
    tarballs.push({ name: manifest.name, folder, tarball: JSON.parse(stdout).filename });
  }
  return tarballs;
}
