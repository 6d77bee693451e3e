import { SecretsError } from "@mailjet-secrets/core";

/** Something wrong in a configuration. */
export interface Mistake {
  /** Where it is: keys and indexes from the outside in. Empty: the configuration as a whole. */
  readonly path: readonly (string | number)[];
  /** What is wrong and what would be right. Never the value. */
  readonly text: string;
}

/** A mistake in one line; `source` is the file where it stands. */
export function formatMistake({ path, text }: Mistake, source?: string): string {
  return [source, path.length === 0 ? undefined : formatPath(path), text]
    .filter((part) => part !== undefined)
    .join(": ");
}

/** Brings together what was found, as one error. Gives nothing back if nothing was. */
export function refuseMistakes(mistakes: readonly string[]): void {
  if (mistakes.length === 0) return;
  const count = mistakes.length === 1 ? "a mistake" : `${mistakes.length} mistakes`;
  throw new SecretsError("INVALID_CONFIG", `The configuration has ${count}: ${mistakes.join("; ")}.`);
}

function formatPath(path: Mistake["path"]): string {
  return path.map(formatStep).join("").replace(/^\./, "");
}

function formatStep(step: string | number): string {
  if (typeof step === "number") return `[${step}]`;
  // A key that was pasted as the name of an option must not be quoted.
  if (/[0-9a-f]{32}/i.test(step) || step.length > 64) return ".[redacted]";
  return /^[\w-]+$/.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`;
}
