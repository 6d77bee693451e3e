import { appendFile, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { SecretsError } from "@mailjet-secrets/core";
import ignore from "ignore";

/** Name of the file that `init` writes. */
export const CONFIG_FILE = "mailjet-secrets.config.json";
const OTHER_CONFIG_FILE = "mailjet-secrets.config.js";
const GITIGNORE = ".gitignore";

/** Refuses where a configuration is already. Throws `CONFLICT`. */
export async function refuseExisting(directory: string, force: boolean): Promise<void> {
  if (await isThere(join(directory, OTHER_CONFIG_FILE))) {
    throw new SecretsError("CONFLICT", `There is a configuration already: ${OTHER_CONFIG_FILE}.`, {
      hint: "Change it, or remove it first: there can be only one.",
    });
  }
  if (force || !(await isThere(join(directory, CONFIG_FILE)))) return;
  throw new SecretsError("CONFLICT", `There is a configuration already: ${CONFIG_FILE}.`, {
    hint: "Change it, or write over it by --force.",
  });
}

/**
 * Writes the configuration, whole or not at all, and has git ignore `.env`. Resolves with the names of the files that were
 * written. Throws `CONFLICT` if the configuration has come up meanwhile, `INVALID_CONFIG` if something cannot be written.
 */
export async function writeFiles(directory: string, text: string, force: boolean): Promise<string[]> {
  try {
    const line = await missingLine(join(directory, GITIGNORE));
    await writeConfig(directory, text, force);
    if (line === undefined) return [CONFIG_FILE];
    await appendFile(join(directory, GITIGNORE), line);
    return [CONFIG_FILE, GITIGNORE];
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") await refuseExisting(directory, false);
    throw new SecretsError("INVALID_CONFIG", `The files cannot be written (${code ?? "unknown"}).`, {
      hint: "Check the rights of the directory, of the configuration file and of .gitignore.",
      cause: error,
    });
  }
}

async function writeConfig(directory: string, text: string, force: boolean): Promise<void> {
  const path = join(directory, CONFIG_FILE);
  if (!force) return writeFile(path, text, { flag: "wx" });
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    await writeFile(temporary, text, { flag: "wx" });
    await rename(temporary, path);
  } finally {
    await rm(temporary, { force: true });
  }
}

/** What has to be added to `.gitignore`. Absence: nothing, git ignores `.env` already. */
async function missingLine(path: string): Promise<string | undefined> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw error;
  });
  if (
    ignore()
      .add(text.replace(/^\uFEFF/, ""))
      .ignores(".env")
  )
    return undefined;
  const end = text.includes("\r\n") ? "\r\n" : "\n";
  return `${text === "" || text.endsWith("\n") ? "" : end}.env${end}`;
}

function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return false;
      throw new SecretsError("INVALID_CONFIG", `The directory cannot be looked into (${error.code ?? "unknown"}).`, {
        hint: "Check its rights.",
        cause: error,
      });
    },
  );
}
