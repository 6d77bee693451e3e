import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

const MAIN = join("packages", "cli", "dist", "main.js");

/** The path of the first of these programs that is in `PATH`. Throws `Error` if there is none. */
export function findProgram(...programs: readonly string[]): string {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  const paths = programs.flatMap((program) => folders.map((folder) => join(folder, program)));
  const found = paths.find((path) => existsSync(path));
  if (found === undefined) throw new Error(`${programs.join(" or ")} is not installed`);
  return found;
}

/** Throws `Error` if the command line below `root`, the repository, is not built. */
export function requireBuild(root: string): void {
  if (!existsSync(join(root, MAIN))) throw new Error("npm run build has not been run");
}
