import type { MailjetClientFactoryOptions, SecretsProvider } from "@mailjet-secrets/core";
import { type AccountSecrets, commonSecrets, envSecrets, storeSecrets } from "./account-secrets.ts";
import { chooseProvider } from "./choose-provider.ts";
import { chooseReporter } from "./choose-reporter.ts";
import type { AccountsInput, MailjetSecretsConfig, ProviderWord } from "./config.ts";
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
  /** A secret that wins over all others, also over the one in the provider's own block. Absence: none does. */
  readonly chosen?: ChosenSecret;
}

/** A secret that somebody names for this one time. */
export interface ChosenSecret {
  /** The secret's id in the store; for `env` the beginning of the variables' names. */
  readonly id: string;
  /** The account whose secret it is. Absence: the default one. */
  readonly account?: string;
}

/** Adds environment, file and provider to a checked object. Rejects with one `INVALID_CONFIG` for all mistakes in those. */
export async function resolveConfig(
  explicit: MailjetSecretsConfig,
  surroundings: Surroundings,
): Promise<MailjetClientFactoryOptions> {
  return factoryOptions(await completeConfig(explicit, surroundings), surroundings);
}

/** Adds environment and file to a checked object. Rejects as {@link resolveConfig}. */
export async function completeConfig(
  explicit: MailjetSecretsConfig,
  { environment, directory, chosen }: Surroundings,
): Promise<MailjetSecretsConfig> {
  const fromEnvironment = environmentConfig(environment);
  const fromFile = await fileConfig(environment, directory);
  refuseMistakes([...fromEnvironment.mistakes, ...fromFile.mistakes]);
  const merged = mergeConfig([explicit, fromEnvironment.config, fromFile.config]);
  const config = chosen === undefined ? merged : mergeConfig([chosenConfig(merged, chosen), merged]);
  refuseMistakes(reportMistakes(config));
  return config;
}

/** What the factory is made of, with the provider loaded. */
export async function factoryOptions(
  config: MailjetSecretsConfig,
  { environment, directory }: Surroundings,
): Promise<MailjetClientFactoryOptions> {
  const { provider, ...secrets } = await openProvider(config, environment);
  const { refreshAfterMs, expireAfterMs, timeoutMs, rotationGraceMs, maxAccounts, keepFresh, mailjet, application } =
    config;
  const report = config.report === undefined ? undefined : chooseReporter(config.report, directory);
  const options = {
    refreshAfterMs,
    expireAfterMs,
    timeoutMs,
    rotationGraceMs,
    maxAccounts,
    keepFresh,
    mailjet,
    application,
    report,
  };
  return { ...withoutAbsent(options), provider, ...secrets };
}

/** Only now: the name may stand in another place than what is to be done with it. */
function reportMistakes({ application, report }: MailjetSecretsConfig): string[] {
  if (report === undefined || application !== undefined) return [];
  return ["report: needs application (MAILJET_SECRETS_APPLICATION), the name by which the application is to be found"];
}

/** The chosen secret where it wins: in the block of the provider that is used. */
function chosenConfig(config: MailjetSecretsConfig, { id, account }: ChosenSecret): MailjetSecretsConfig {
  const provider = chooseProvider(config);
  const secrets: { secret: string } | { accounts: AccountsInput } =
    account === undefined ? { secret: id } : { accounts: { [account]: id } };
  return typeof provider === "string" ? { provider, [provider]: secrets } : secrets;
}

async function openProvider(
  config: MailjetSecretsConfig,
  environment: Environment,
): Promise<AccountSecrets & { provider: SecretsProvider }> {
  const chosen = chooseProvider(config);
  if (typeof chosen !== "string") return { provider: chosen, ...commonSecrets(config) };
  // Before the adapter is loaded: a mistake in the configuration is cheaper to mend than a missing package.
  const secrets = chosen === "env" ? envSecrets(config) : storeSecrets(config, chosen);
  return { provider: await loadProvider(chosen, adapterOptions(config, chosen, environment)), ...secrets };
}

function adapterOptions(config: MailjetSecretsConfig, word: ProviderWord, environment: Environment): object {
  const { secret: _secret, accounts: _accounts, ...options } = config[word] ?? {};
  // The AWS SDK looks at the environment of the process by itself.
  return word === "aws" || environment === process.env ? options : { environment, ...options };
}

function withoutAbsent<T extends object>(options: T): { [name in keyof T]?: Exclude<T[name], undefined> } {
  const present = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(present) as { [name in keyof T]?: Exclude<T[name], undefined> };
}
