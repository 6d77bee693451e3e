import { vaultError } from "./vault-failure.ts";

/** Throws `INVALID_CONFIG` that names the option unless the value is a text that is not blank. */
export function requireText(value: unknown, name: string): asserts value is string {
  if (typeof value === "string" && value.trim() !== "") return;
  throw vaultError("INVALID_CONFIG", `The login to Vault needs ${name}.`, { hint: "Add it to the options." });
}

/** Calls a function of the options. Its failure is told by its kind only: its text may quote a credential. */
export async function callOption<T>(
  name: string,
  call: ((options: { readonly signal: AbortSignal }) => T | Promise<T>) | undefined,
  signal: AbortSignal,
): Promise<T> {
  if (typeof call !== "function") {
    throw vaultError("INVALID_CONFIG", `The login to Vault needs auth.${name}, a function.`, {
      hint: "A function can be given in code only, not in a configuration file.",
    });
  }
  try {
    return await call({ signal });
  } catch (cause) {
    if (signal.aborted) throw signal.reason;
    throw vaultError("UNAUTHENTICATED", `auth.${name} failed.`, { cause, hint: "Its error is not shown in full." });
  }
}
