import type { LiveStore } from "../live-stores.ts";
import { findProgram, requireBuild } from "./find-program.ts";

/** Programs that tests start under `mailjet-secrets exec`, by the names of the test files. */
const PROGRAMS = { python: "python3", java: "java", go: "go", curl: "curl" } as const;

/** The languages of `examples/other-languages` that need more than Node.js. `root`: of the repository. */
export function languages(root: string): readonly LiveStore[] {
  return Object.entries(PROGRAMS).map(([name, program]) => {
    const variable = `LIVE_${name.toUpperCase()}`;
    const make = async () => {
      requireBuild(root);
      return { env: { [variable]: findProgram(program) } };
    };
    return { name, variable, make };
  });
}
