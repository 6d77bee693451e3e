import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const root = join(import.meta.dirname, "../..");

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
 * versions; npm would leave them in). Returns the name, version, folder, tarball and files of each, in the order in which
 * they can be published: what a package depends on stands before it.
 * @param {string} destination
 * @returns {Promise<{ name: string, version: string, folder: string, tarball: string, files: string[] }[]>}
 */
export async function packPackages(destination) {
  const args = [
    "-y",
    PNPM,
    "--recursive",
    "--filter",
    "./packages/*",
    "pack",
    "--json",
    "--pack-destination",
    destination,
  ];
  // One after the other, since that is the order of publishing.
  const { stdout } = await run("npx", [...args, "--workspace-concurrency", "1"], { cwd: root, maxBuffer: 2 ** 24 });
  const folders = new Map(publishedPackages().map(({ folder, manifest }) => [manifest.name, folder]));
  const packed = JSON.parse(stdout)
    .filter(({ name }) => folders.has(name))
    .map(({ name, version, filename, files }) => {
      return { name, version, folder: folders.get(name), tarball: filename, files: files.map(({ path }) => path) };
    });
  if (packed.length !== folders.size) throw new Error(`Packed ${packed.length} of ${folders.size} packages.`);
  return packed;
}
