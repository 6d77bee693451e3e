import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { SecretsError } from "@mailjet-secrets/core";

/**
 * Writes a file that only its owner may read: whoever looks, also after a power cut, sees the old content or the new one,
 * whole. The folder is made if it is not there. Throws `INVALID_CONFIG` if that cannot be done.
 */
export function writeDurably(file: string, text: string): void {
  const folder = dirname(file);
  const temporary = temporaryOf(file);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    // What a killed process left.
    rmSync(temporary, { force: true });
    withFile(temporary, "wx", (descriptor) => writeFileSync(descriptor, text));
    renameSync(temporary, file);
    syncFolder(folder);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw new SecretsError("INVALID_CONFIG", "The journal of the rotation cannot be written.", {
      cause: error,
      hint: "Name a file in a folder that may be written by --journal; the step that was under way is repeated at --resume.",
    });
  }
}

/** Where a file is written before it has its name. One for all processes: whoever has the lock clears up after a killed one. */
export function temporaryOf(file: string): string {
  return `${file}.tmp`;
}

function withFile(file: string, flags: string, work: (descriptor: number) => void): void {
  const descriptor = openSync(file, flags, 0o600);
  try {
    work(descriptor);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** The new name is in the folder, which is written by itself; Windows does not let it be opened. */
function syncFolder(folder: string): void {
  if (process.platform !== "win32") withFile(folder, "r", () => {});
}
