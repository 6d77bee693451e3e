import { type Finding, finding, type Source } from "./source.ts";

/** The variables of the process, or an object in their place. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Creates the source for environment variables. */
export function environmentSource(environment: Environment): Source {
  return {
    async find(names) {
      const findings = new Map<string, Finding>();
      for (const name of names) {
        const text = environmentText(environment, name);
        if (text !== undefined) findings.set(name, finding(text, `${name} (process.env)`));
      }
      return { place: "process.env", findings };
    },
  };
}

/** The text of a variable, if it is set. What every object inherits ("toString") is no variable. */
export function environmentText(environment: Environment, name: string): string | undefined {
  const text: unknown = environment[name];
  return typeof text === "string" ? text : undefined;
}
