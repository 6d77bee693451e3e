import { resolve } from "node:path";
import { SecretsError } from "@mailjet-secrets/core";
import { type Environment, environmentText } from "./environment-source.ts";
import { type Finding, finding, type Source } from "./source.ts";
import { readValueFiles } from "./value-files.ts";

/** Creates the source for variables that name a file: `MJ_APIKEY_PUBLIC_FILE=/run/secrets/key`. */
export function fileVariableSource(environment: Environment): Source {
  return {
    async find(names, signal) {
      const findings = new Map<string, Finding>();
      const paths = new Map<string, string>();
      for (const name of names) {
        const path = environmentText(environment, `${name}_FILE`);
        if (path === undefined) continue;
        const pointer = finding(path, `${name}_FILE (process.env)`);
        if (pointer.flaw === undefined) paths.set(name, resolve(path));
        else findings.set(name, pointer);
      }
      const texts = await readValueFiles([...paths.values()], signal);
      for (const [name, path] of paths) {
        const text = texts.get(path) ?? missingFile(`${name}_FILE`, environment);
        findings.set(name, finding(text, `${path} (${name}_FILE)`));
      }
      return { place: "the files named by *_FILE variables", findings };
    },
  };
}

function missingFile(variable: string, environment: Environment): never {
  const path = environmentText(environment, variable) ?? "";
  // Without a slash it may be the value itself, put into the wrong variable.
  const named = /[/\\]/.test(path) ? resolve(path) : `a file in ${process.cwd()}`;
  throw new SecretsError("NOT_FOUND", `${variable} names ${named}, and there is no such file.`, {
    provider: "env",
    hint: `Mount the file, correct ${variable}, or remove it. A value itself belongs into ${variable.slice(0, -"_FILE".length)}.`,
  });
}
