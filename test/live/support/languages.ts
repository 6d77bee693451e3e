import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import type { LiveStore } from "../live-stores.ts";

const MAIN = join("packages", "cli", "dist", "main.js");

/** Programs that tests start under `mailjet-secrets exec`, by the names of the test files. */
const PROGRAMS = { python: "python3", java: "java", go: "go", curl: "curl" } as const;

/** The languages of `examples/other-languages` that need more than Node.js. `root`: of the repository. */
export function languages(root: string): readonly LiveStore[] {
  return Object.entries(PROGRAMS).map(([name, program]) => {
    const variable = `LIVE_${name.toUpperCase()}`;
    return { name, variable, make: async () => ({ env: { [variable]: findProgram(program, root) } }) };
  });
}

function findProgram(program: string, root: string): string {
  if (!existsSync(join(root, MAIN))) throw new Error("npm run build has not been run");
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  const found = folders.map((folder) => join(folder, program)).find((path) => existsSync(path));
  if (found === undefined) throw new Error(`${program} is not installed`);
  return found;
}
