import type { SecretReference, SecretsProvider } from "@mailjet-secrets/core";

export const KEY = "00112233445566778899aabbccddeeff";
export const SECRET = "ffeeddccbbaa99887766554433221100";

/** A provider that answers everything with the one pair and keeps what it was asked for. */
export function recordingProvider(name = "mine"): SecretsProvider & { readonly asked: SecretReference[] } {
  const asked: SecretReference[] = [];
  return {
    name,
    asked,
    async read(secret) {
      asked.push(secret);
      return { values: { api_key: KEY, api_secret: SECRET } };
    },
  };
}
