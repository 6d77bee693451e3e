import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { SecretsError } from "@mailjet-secrets/core";

/** A file that a command writes, and may write over if it is one of its own. */
export interface OwnFile {
  /** Writes it whole or not at all, for nobody but its owner (0600). Throws `INVALID_CONFIG` if that cannot be done. */
  write(text: string): void;
}

/**
 * Prepares to write a file. Throws `INVALID_CONFIG` at once, before any work was done, if there is something at `path` that
 * `isOwn` does not recognise by its text. `option`: the flag that names it, for messages.
 */
export function ownFile(path: string, option: string, isOwn: (text: string) => boolean): OwnFile {
  const refuseForeign = (): void => {
    const text = textOf(path, option);
    if (text === undefined || isOwn(text)) return;
    throw new SecretsError("INVALID_CONFIG", `The file given as ${option} is something else, and is left as it is.`, {
      hint: "Name a file that does not exist, or one that this command has written.",
    });
  };
  refuseForeign();
  return {
    write(text) {
      refuseForeign();
      const temporary = `${path}.${process.pid}.tmp`;
      try {
        writeDurably(temporary, text);
        renameSync(temporary, path);
      } catch (error) {
        rmSync(temporary, { force: true });
        throw unusable(option, error);
      }
    },
  };
}

function writeDurably(path: string, text: string): void {
  rmSync(path, { force: true });
  const descriptor = openSync(path, "wx", 0o600);
  try {
    writeFileSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function textOf(path: string, option: string): string | undefined {
  try {
    // A device or a pipe would not end, or not come.
    const file = statSync(path, { throwIfNoEntry: false });
    if (file === undefined) return statSync(dirname(path)).isDirectory() ? undefined : "";
    return file.isFile() ? readFileSync(path, "utf8") : "";
  } catch (error) {
    throw unusable(option, error);
  }
}

function unusable(option: string, error: unknown): SecretsError {
  const { code = "unknown" } = error as NodeJS.ErrnoException;
  return new SecretsError("INVALID_CONFIG", `The file given as ${option} cannot be written (${code}).`, {
    cause: error,
    hint: "Name a file in a folder that exists and may be written.",
  });
}
