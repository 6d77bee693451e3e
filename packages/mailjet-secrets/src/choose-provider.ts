import { SecretsError, type SecretsProvider } from "@mailjet-secrets/core";
import type { MailjetSecretsConfig, ProviderWord } from "./config.ts";
import { PROVIDER_WORDS } from "./config-schema.ts";

/** The provider that a configuration means: the named one, else the one whose block is present, else `env`. */
export function chooseProvider(config: MailjetSecretsConfig): ProviderWord | SecretsProvider {
  if (config.provider !== undefined) return config.provider;
  const [first = "env", ...more] = PROVIDER_WORDS.filter((word) => config[word] !== undefined);
  if (more.length === 0) return first;
  throw new SecretsError("INVALID_CONFIG", `The configuration has several providers: ${[first, ...more].join(", ")}.`, {
    hint: `Choose one: provider: "${first}", or MAILJET_SECRETS_PROVIDER=${first}.`,
  });
}
