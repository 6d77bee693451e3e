import type { MailjetClientFactoryOptions } from "@mailjet-secrets/core";
import { checkConfig } from "./check-config.ts";
import type { MailjetSecretsConfig } from "./config.ts";
import type { ChosenSecret, Surroundings } from "./resolve-config.ts";

/** Where {@link configuredSecrets} takes configuration from, beside the object. */
export interface ConfiguredSecretsOptions {
  /** Variables: `MAILJET_SECRETS_*` and those of the stores. @default process.env */
  readonly environment?: Surroundings["environment"];
  /** Where the configuration file is looked for. @default the working directory */
  readonly directory?: string;
  /** A secret that wins over all configured ones, also over the one in the provider's own block. Absence: none does. */
  readonly chosen?: ChosenSecret;
}

/** What `createMailjet` would work with. */
export interface ConfiguredSecrets extends Omit<MailjetClientFactoryOptions, "application" | "report"> {
  /** Object, environment and file, merged: for what only the block of a store says. */
  readonly config: MailjetSecretsConfig;
}

/**
 * Finds out what `createMailjet` would work with, by the same rules, and makes nothing of it but the provider: for tools
 * that look into a store, or write to it. The provider, which the caller closes, has not been used yet. Rejects with
 * `INVALID_CONFIG` for mistakes, and with `MISSING_DEPENDENCY` if the provider's package is absent.
 */
export async function configuredSecrets(
  config: MailjetSecretsConfig = {},
  options: ConfiguredSecretsOptions = {},
): Promise<ConfiguredSecrets> {
  const { environment = process.env, directory = process.cwd(), chosen } = options;
  const checked = checkConfig(config);
  const { completeConfig, factoryOptions } = await import("./resolve-config.ts");
  const surroundings = { environment, directory, ...(chosen === undefined ? {} : { chosen }) };
  const complete = await completeConfig(checked, surroundings);
  // A tool is not the application, and must not report in its name.
  const { application: _application, report: _report, ...found } = await factoryOptions(complete, surroundings);
  return { ...found, config: complete };
}
