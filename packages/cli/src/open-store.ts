import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import {
  type AccountSecret,
  createMailjetClientFactory,
  type MailjetClientFactoryOptions,
  type MailjetCredentials,
  type MailjetOptions,
  printableName,
  type SecretInput,
  SecretsError,
  type SecretsProvider,
} from "@mailjet-secrets/core";
import type { Command } from "commander";
import { configuredSecrets, type MailjetSecretsConfig } from "mailjet-secrets";
import type { Surroundings } from "./surroundings.ts";

/** Which secret a command works with, as its options say it. What is absent is configured, as for `createMailjet`. */
export interface StoreSelection {
  /** One of `env`, `aws`, `vault`, `conjur`. */
  readonly provider?: string;
  /** Id of the secret in its store; for `env` the beginning of the variables' names. Wins over every configured one. */
  readonly secret?: string;
  /** Name of the account. Absence: the default one. */
  readonly account?: string;
  /** Path of the configuration file, from the working directory. Absence: `MAILJET_SECRETS_CONFIG`, or a file found there. */
  readonly config?: string;
}

/** A store that is configured, and not asked yet. */
export interface OpenStore {
  readonly provider: SecretsProvider;
  readonly secret: AccountSecret;
  /** How requests go to Mailjet, as configured. */
  readonly mailjet: MailjetOptions;
  /** Reads the secret, checked as everywhere. Rejects with `SecretsError` or the signal's reason. */
  credentials(signal?: AbortSignal): Promise<MailjetCredentials>;
  /** Closes the provider. Safe to call more than once. */
  close(): Promise<void>;
}

/** Adds `--provider`, `--secret`, `--account` and `--config` to a command: the fields of a {@link StoreSelection}. */
export function addStoreOptions(command: Command): Command {
  return command
    .option("--provider <word>", "store to use: env, aws, vault or conjur (else as configured)")
    .option("--secret <id>", "id of the secret in its store; for env, the prefix of the variables (else as configured)")
    .option("--account <name>", "account to use (else the default one)")
    .option(
      "--config <path>",
      "configuration file (else MAILJET_SECRETS_CONFIG, or mailjet-secrets.config.json or .js)",
    );
}

/**
 * Finds the store and the secret that are meant: options, then environment, then file, then defaults. Asks nobody yet.
 * Rejects with `INVALID_CONFIG` for mistakes, also for an account that is not declared, and with `MISSING_DEPENDENCY`.
 */
export async function openStore(selection: StoreSelection, surroundings: Surroundings): Promise<OpenStore> {
  const { secret: id, account } = selection;
  const options = await configuredSecrets(explicitConfig(selection), {
    environment: await environmentWith(selection.config, surroundings),
    directory: surroundings.directory,
    ...(id === undefined ? {} : { chosen: { id, ...(account === undefined ? {} : { account }) } }),
  });
  const secret = account === undefined ? long(options.secret ?? {}) : declaredSecret(options.accounts, account);
  // Its checks, retries and deadline are those of the applications that will read the secret.
  const factory = createMailjetClientFactory({ ...options, secret });
  return {
    provider: options.provider,
    secret,
    mailjet: options.mailjet ?? {},
    credentials: (signal) => factory.credentials(signal === undefined ? {} : { signal }),
    close: () => factory.close(),
  };
}

function explicitConfig({ provider, secret }: StoreSelection): MailjetSecretsConfig {
  // Checked there, with the nearest word in the message; the common secret, so that a key in its place is refused.
  return {
    ...(provider === undefined ? {} : { provider: provider as NonNullable<MailjetSecretsConfig["provider"]> }),
    ...(secret === undefined ? {} : { secret }),
  };
}

async function environmentWith(
  path: string | undefined,
  { environment, directory }: Surroundings,
): Promise<Surroundings["environment"]> {
  if (path === undefined) return environment;
  const file = resolve(directory, path);
  const isThere = await stat(file).then(
    () => true,
    () => false,
  );
  if (isThere) return { ...environment, MAILJET_SECRETS_CONFIG: file };
  throw new SecretsError("INVALID_CONFIG", `There is no configuration file ${printableName(file)}.`, {
    hint: "Correct --config; a relative path starts at the working directory.",
  });
}

function declaredSecret(accounts: MailjetClientFactoryOptions["accounts"], name: string): AccountSecret {
  const found = typeof accounts === "function" ? accounts(name) : undefined;
  if (found !== undefined) return long(found);
  throw new SecretsError("INVALID_CONFIG", `The account "${printableName(name)}" is not declared.`, {
    hint: "Declare it under accounts in the configuration, or name its secret by --secret.",
  });
}

function long(secret: SecretInput): AccountSecret {
  return typeof secret === "string" ? { id: secret } : secret;
}
