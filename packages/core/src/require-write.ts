import type { SecretsProvider } from "./provider.ts";
import { SecretsError } from "./secrets-error.ts";

/** The provider's `write`. Throws `INVALID_CONFIG`, which says what to do instead, if the store cannot be written from here. */
export function requireWrite(provider: SecretsProvider): NonNullable<SecretsProvider["write"]> {
  if (provider.write === undefined) throw notWritable(provider.name);
  return provider.write.bind(provider);
}

function notWritable(provider: string): SecretsError {
  const hints: Readonly<Record<string, string>> = {
    env: "Write the values into the .env file, or the file of secrets, that the application reads: MJ_APIKEY_PUBLIC=…, MJ_APIKEY_PRIVATE=….",
    aws: "The local agent only reads: leave via out, so that Secrets Manager itself is asked.",
    chain: "Write to the one store of the chain that the others follow.",
  };
  return new SecretsError("INVALID_CONFIG", `The provider "${provider}" cannot write.`, {
    provider,
    hint: hints[provider] ?? "Store the values by the store's own means.",
  });
}
