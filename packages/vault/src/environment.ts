import { vaultError } from "./vault-failure.ts";

/** Variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

const TRUE = /^(1|t|true)$/i;
const FALSE = /^(0|f|false)$/i;

/**
 * Reads `BAO_X`, and `VAULT_X` where that is not set, as OpenBao does: an empty `BAO_X` is set, and hides the other.
 * `name`: the part behind the underscore. Absence: neither is set, or the one that counts is empty.
 */
export function vaultVariable(environment: Environment, name: string): string | undefined {
  return (environment[`BAO_${name}`] ?? environment[`VAULT_${name}`])?.trim() || undefined;
}

/** Reads a switch with the words of Go's `ParseBool`. Throws `INVALID_CONFIG` for any other: "no" must not mean "yes". */
export function vaultSwitch(environment: Environment, name: string): boolean {
  const text = vaultVariable(environment, name);
  if (text === undefined || FALSE.test(text)) return false;
  if (TRUE.test(text)) return true;
  throw vaultError("INVALID_CONFIG", `VAULT_${name} (or BAO_${name}) is neither true nor false.`, {
    hint: "Set it to true or false, or remove it.",
  });
}
