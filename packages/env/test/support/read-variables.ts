import { type SecretReference, type SecretSnapshot, SecretsError } from "@mailjet-secrets/core";
import { type EnvProviderOptions, envProvider } from "../../src/index.ts";

export const PUB32 = "00112233445566778899aabbccddeeff";
export const PRIV32 = "ffeeddccbbaa99887766554433221100";
export const PAIR: Readonly<Record<string, string>> = { MJ_APIKEY_PUBLIC: PUB32, MJ_APIKEY_PRIVATE: PRIV32 };

const NOTHING_ELSE: EnvProviderOptions = { environment: {}, files: false };

/** Reads once with these options; the process's own variables and `.env` stay out of it. */
export function readVariables(
  options: EnvProviderOptions,
  secret: Partial<SecretReference> = {},
): Promise<SecretSnapshot> {
  const provider = envProvider({ ...NOTHING_ELSE, ...options });
  return provider.read({ id: "", ...secret }, { signal: new AbortController().signal });
}

/** Like {@link readVariables} for a read that must fail with a `SecretsError`, which it gives back. */
export async function readFailure(
  options: EnvProviderOptions,
  secret: Partial<SecretReference> = {},
): Promise<SecretsError> {
  const outcome = await readVariables(options, secret).catch((error: unknown) => error);
  if (SecretsError.is(outcome)) return outcome;
  throw new Error("The read did not fail with a SecretsError.", { cause: outcome });
}
