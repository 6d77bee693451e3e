import { resolve } from "node:path";
import { type Finding, finding, type Source } from "./source.ts";
import { readTextFile } from "./text-file.ts";

const MOST_BYTES = 1024 * 1024;

/** Creates the source for one `.env` file. dotenv's parser is loaded only if the file exists. */
export function dotenvSource(file: string): Source {
  return {
    async find(names, signal) {
      const path = resolve(file);
      const text = await readTextFile(path, MOST_BYTES, signal);
      if (text === undefined) return { place: `${path} (no such file)`, findings: new Map() };
      const { parse } = await import("dotenv");
      const variables = parse(text);
      const findings = new Map<string, Finding>();
      for (const name of names) {
        if (Object.hasOwn(variables, name)) findings.set(name, finding(variables[name] ?? "", `${name} in ${path}`));
      }
      return { place: path, findings };
    },
  };
}
