import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { delimiter, join, resolve } from "node:path";
import { printableName } from "@mailjet-secrets/core";
import { EXIT } from "../exit-codes.ts";

/** What was to be started. */
export interface StartAttempt {
  readonly file: string;
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** Why a command did not start: one line, and the exit code that a shell has for it. */
export interface StartFailure {
  readonly text: string;
  readonly exitCode: number;
}

/** Explains the error of a start. Only its code is looked at: the rest holds the child's environment. */
export async function startFailure(error: unknown, attempt: StartAttempt): Promise<StartFailure> {
  const { code } = (error ?? {}) as { readonly code?: unknown };
  const name = printableName(attempt.file) || '""';
  const notExecutable = (text: string): StartFailure => ({ text, exitCode: EXIT.notExecutable });
  const directory = await directoryProblem(attempt.directory);
  if (directory !== undefined) {
    return notExecutable(`the working directory ${printableName(attempt.directory)} ${directory}`);
  }
  const found = await findFile(attempt);
  if (attempt.file === "" || (code === "ENOENT" && found === undefined)) {
    return { text: `${name}: command not found`, exitCode: EXIT.notFound };
  }
  if (found === "directory") return notExecutable(`${name}: is a directory`);
  if (code === "ENOENT") return notExecutable(`${name}: the interpreter that its first line names is missing`);
  if (code === "EACCES") return notExecutable(`${name}: not executable (permission denied)`);
  if (code === "EINVAL" && process.platform === "win32") {
    return notExecutable(`${name}: Windows starts .cmd and .bat files by a shell only; start the program behind it`);
  }
  return notExecutable(`${name}: cannot be started (${typeof code === "string" ? code : "unknown"})`);
}

async function directoryProblem(directory: string): Promise<string | undefined> {
  try {
    if (!(await stat(directory)).isDirectory()) return "is not a directory";
    await access(directory, constants.X_OK);
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT" ? "does not exist" : "cannot be entered";
  }
}

/** What there is under the name of the command, where it is looked for. */
async function findFile({ file, directory, environment }: StartAttempt): Promise<"file" | "directory" | undefined> {
  const folders = (environment["PATH"] ?? "").split(delimiter);
  const paths = file.includes("/") ? [file] : folders.map((folder) => join(folder, file));
  let directories = 0;
  for (const path of paths) {
    const found = await stat(resolve(directory, path)).catch(() => undefined);
    if (found?.isDirectory()) directories += 1;
    else if (found !== undefined) return "file";
  }
  return directories > 0 && file.includes("/") ? "directory" : undefined;
}
