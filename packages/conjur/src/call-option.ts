import { conjurError } from "./conjur-error.ts";

/** Asks a function of the options for credentials, which are the caller's to check. Throws `UNAUTHENTICATED` if it fails. */
export async function callOption(name: string, call: () => unknown, hint: string): Promise<unknown> {
  try {
    return await call();
  } catch (cause) {
    throw conjurError("UNAUTHENTICATED", `The function ${name} failed.`, { cause, hint });
  }
}
