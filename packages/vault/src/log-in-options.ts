import { vaultError } from "./vault-failure.ts";

/** Throws `INVALID_CONFIG` that names the option unless the value is a text that is not blank. */
export function requireText(value: unknown, name: string): asserts value is string {
  if (typeof value === "string" && value.trim() !== "") return;
  throw vaultError("INVALID_CONFIG", `The login to Vault needs ${name}.`, { hint: "Add it to the options." });
}

/**
 * Calls a function of the options. What it gives is the caller's to check. Its failure is told by its kind only: its text
 * may quote a credential. A failure after the signal has aborted is the signal's reason.
 */
export async function callOption(
  name: string,
  call: (options: { readonly signal: AbortSignal }) => unknown,
  signal: AbortSignal,
): Promise<unknown> {
  try {
    return await call({ signal });
  } catch (cause) {
    if (signal.aborted) throw signal.reason;
    throw vaultError("UNAUTHENTICATED", `auth.${name} failed.`, { cause, hint: "Its error is not shown in full." });
  }
}
