import { readdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileError, isMissingFile } from "./file-error.ts";
import { type Finding, finding, type Source } from "./source.ts";
import { readValueFiles } from "./value-files.ts";

/** Creates the source for a directory with one file per value, such as Docker and Kubernetes mount. */
export function directorySource(directory: string): Source {
  return {
    async find(names, signal) {
      const path = resolve(directory);
      const entries = await listDirectory(path);
      if (entries === undefined) return { place: `${path} (no such directory)`, findings: new Map() };
      const paths = new Map<string, string>();
      for (const name of names) {
        const entry = [name, name.toLowerCase()].find((candidate) => entries.has(candidate));
        if (entry !== undefined) paths.set(name, join(path, entry));
      }
      const texts = await readValueFiles([...paths.values()], signal);
      const findings = new Map<string, Finding>();
      for (const [name, file] of paths) {
        const text = texts.get(file);
        if (text !== undefined) findings.set(name, finding(text, file));
      }
      return { place: path, findings };
    },
  };
}

async function listDirectory(path: string): Promise<ReadonlySet<string> | undefined> {
  try {
    return new Set(await readdir(path));
  } catch (error) {
    if (isMissingFile(error)) return undefined;
    throw fileError(path, error);
  }
}
