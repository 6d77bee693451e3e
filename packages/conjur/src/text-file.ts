import { readFile } from "node:fs/promises";
import { conjurError } from "./conjur-error.ts";

/** Reads a small text file. `setting`: what named it. Throws `INVALID_CONFIG` with the path. */
export async function readTextFile(path: string, setting: string): Promise<string> {
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw fileError(path, setting, cause);
  });
  if (text.trim() !== "") return text;
  throw conjurError("INVALID_CONFIG", `${path}, named by ${setting}, is empty.`, {
    hint: "Check who writes the file.",
  });
}

function fileError(path: string, setting: string, cause: unknown): Error {
  const { code } = cause as { readonly code?: unknown };
  const reason = code === "ENOENT" || code === "ENOTDIR" ? "does not exist" : "cannot be read";
  return conjurError("INVALID_CONFIG", `${path}, named by ${setting}, ${reason}.`, {
    hint: "Check the path, the mount and the rights of the file.",
    cause,
  });
}
