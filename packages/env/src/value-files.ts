import { readlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { SecretsError } from "@mailjet-secrets/core";
import { readTextFile } from "./text-file.ts";

const MOST_BYTES = 64 * 1024;
const ATTEMPTS = 3;

/**
 * Reads files that hold one value each, all of one version: Kubernetes replaces a mounted secret by pointing its
 * `..data` link elsewhere, and if that happens in between, all are read again. Files that do not exist are left out.
 */
export async function readValueFiles(
  paths: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const directories = [...new Set(paths.map((path) => dirname(path)))];
  let before = await mountVersions(directories);
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const texts = new Map<string, string>();
    for (const path of paths) {
      const text = await readTextFile(path, MOST_BYTES, signal);
      if (text !== undefined) texts.set(path, text);
    }
    const after = await mountVersions(directories);
    if (after === before) return texts;
    before = after;
  }
  throw new SecretsError("UNAVAILABLE", `The files in ${directories.join(", ")} change while they are read.`, {
    provider: "env",
  });
}

async function mountVersions(directories: readonly string[]): Promise<string> {
  // Most directories have no such link, which is as good an answer as any.
  const links = directories.map((directory) => readlink(join(directory, "..data")).catch(() => ""));
  return (await Promise.all(links)).join("\n");
}
