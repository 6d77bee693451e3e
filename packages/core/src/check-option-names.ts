import { nearestWord } from "./nearest-word.ts";
import { printableName } from "./printable-name.ts";
import { SecretsError } from "./secrets-error.ts";

/**
 * Checks that a provider was given an object of options, with no name in it that the provider does not know. `known`:
 * all the names that there are. Throws `INVALID_CONFIG` that names every unknown one, the nearest to it and the known.
 */
export function checkOptionNames(provider: string, options: object, known: readonly string[]): void {
  // Those who write plain JavaScript have no compiler that sees to it.
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    throw invalid(provider, `The options of the ${provider} provider are not an object.`, known);
  }
  const unknown = Object.keys(options).filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  const names = unknown.map((name) => described(name, known)).join(", ");
  throw invalid(provider, `Not an option of the ${provider} provider: ${names}.`, known);
}

function described(name: string, known: readonly string[]): string {
  const nearest = nearestWord(name, known);
  return nearest === undefined ? printableName(name) : `${printableName(name)} (did you mean ${nearest}?)`;
}

function invalid(provider: string, message: string, known: readonly string[]): SecretsError {
  return new SecretsError("INVALID_CONFIG", message, { provider, hint: `There are ${known.join(", ")}.` });
}
