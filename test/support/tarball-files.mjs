import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/**
 * The files of a tarball as they are published: text by path, without the folder around them.
 * @param {string} tarball
 * @returns {Promise<Map<string, string>>}
 */
export async function tarballFiles(tarball) {
  const folder = await mkdtemp(join(tmpdir(), "mailjet-secrets-tarball-"));
  try {
    await run("tar", ["-xzf", tarball, "-C", folder]);
    const top = join(folder, "package");
    const found = await readdir(top, { recursive: true, withFileTypes: true });
    const paths = found.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    const texts = await Promise.all(paths.map((path) => readFile(path, "utf8")));
    return new Map(paths.map((path, index) => [relative(top, path), texts[index] ?? ""]).sort());
  } finally {
    await rm(folder, { recursive: true });
  }
}
