import type { MailjetClientFactoryOptions, SecretsProvider } from "@mailjet-secrets/core";
import { type AccountSecrets, commonSecrets, envSecrets, storeSecrets } from "./account-secrets.ts";
import { chooseProvider } from "./choose-provider.ts";
import type { MailjetSecretsConfig, ProviderWord } from "./config.ts";
import { fileConfig } from "./config-file.ts";
import { type Environment, environmentConfig } from "./environment-config.ts";
import { loadProvider } from "./load-provider.ts";
import { mergeConfig } from "./merge-config.ts";
import { refuseMistakes } from "./mistake.ts";

/** Where configuration comes from beside the object. */
export interface Surroundings {
  readonly environment: Environment;
  /** The working directory. */
  readonly directory: string;
}

/** Adds environment, file and provider to a checked object. Rejects with one `INVALID_CONFIG` for all mistakes in those. */
export async function resolveConfig(
  explicit: MailjetSecretsConfig,
  { environment, directory }: Surroundings,
): Promise<MailjetClientFactoryOptions> {
  const fromEnvironment = environmentConfig(environment);
  const fromFile = await fileConfig(environment, directory);
  refuseMistakes([...fromEnvironment.mistakes, ...fromFile.mistakes]);
  const config = mergeConfig([explicit, fromEnvironment.config, fromFile.config]);
  const { provider, ...secrets } = await openProvider(config);
  const { refreshAfterMs, expireAfterMs, timeoutMs, rotationGraceMs, maxAccounts, keepFresh, mailjet } = config;
  const options = { refreshAfterMs, expireAfterMs, timeoutMs, rotationGraceMs, maxAccounts, keepFresh, mailjet };
  return { ...withoutAbsent(options), provider, ...secrets };
}

async function openProvider(config: MailjetSecretsConfig): Promise<AccountSecrets & { provider: SecretsProvider }> {
  const chosen = chooseProvider(config);
  if (typeof chosen !== "string") return { provider: chosen, ...commonSecrets(config) };
  // Before the adapter is loaded: a mistake in the configuration is cheaper to mend than a missing package.
  const secrets = chosen === "env" ? envSecrets(config) : storeSecrets(config, chosen);
  return { provider: await loadProvider(chosen, adapterOptions(config, chosen)), ...secrets };
}

function adapterOptions(config: MailjetSecretsConfig, word: ProviderWord): object {
  const { secret: _secret, accounts: _accounts, ...options } = config[word] ?? {};
  return options;
}

function withoutAbsent<T extends object>(options: T): { [name in keyof T]?: Exclude<T[name], undefined> } {
  const present = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(present) as { [name in keyof T]?: Exclude<T[name], undefined> };
}
