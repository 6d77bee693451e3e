import { SecretsError, untilAborted } from "@mailjet-secrets/core";
import { shownFile } from "./shown-names.ts";
import { vaultError } from "./vault-failure.ts";

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "does not exist",
  ENOTDIR: "does not exist",
  EISDIR: "is a directory",
  EACCES: "may not be read by this process",
  EPERM: "may not be read by this process",
};

/** Reads a text file. `what`: what it should hold, for the message. Throws `INVALID_CONFIG` if it cannot be read. */
export async function readTextFile(path: string, what: string, signal: AbortSignal): Promise<string> {
  const { readFile } = await import("node:fs/promises");
  try {
    return await untilAborted(readFile(path, "utf8"), signal);
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw unreadable(path, what, error);
  }
}

/** Reads all files of a directory. Throws like {@link readTextFile}. */
export async function readTextFiles(directory: string, what: string, signal: AbortSignal): Promise<string[]> {
  const [{ readdir, stat }, { join }] = await Promise.all([import("node:fs/promises"), import("node:path")]);
  try {
    const paths = (await readdir(directory)).map((name) => join(directory, name));
    const kinds = await Promise.all(paths.map((path) => stat(path)));
    const files = paths.filter((_, index) => kinds[index]?.isFile());
    return await Promise.all(files.map((path) => readTextFile(path, what, signal)));
  } catch (error) {
    if (signal.aborted || SecretsError.is(error)) throw error;
    throw unreadable(directory, what, error);
  }
}

function unreadable(path: string, what: string, cause: unknown): SecretsError {
  const code = String((cause as { readonly code?: unknown } | undefined)?.code);
  const shown = shownFile(path);
  const file = shown === undefined ? `The file for ${what}` : `${shown}, for ${what},`;
  return vaultError("INVALID_CONFIG", `${file} ${REASONS[code] ?? "could not be read"}.`, {
    cause,
    hint: "Check the path and the rights of the file.",
  });
}
