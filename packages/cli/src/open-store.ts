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
import { configuredSecrets, type MailjetSecretsConfig } from "mailjet-secrets";
import type { StoreSelection } from "./store-selection.ts";
import type { Surroundings } from "./surroundings.ts";

/** A store that is configured, and not asked yet. */
export interface OpenStore {
  readonly provider: SecretsProvider;
  readonly secret: AccountSecret;
  /** How requests go to Mailjet, as configured. */
  readonly mailjet: MailjetOptions;
  /** The whole configuration, for what only the block of a store says. */
  readonly configuration: MailjetSecretsConfig;
  /** Reads the secret, checked as everywhere. Rejects with `SecretsError` or the signal's reason. */
  credentials(signal?: AbortSignal): Promise<MailjetCredentials>;
  /** Reads another secret of the same store in the same way, and with the same login. */
  credentialsOf(other: AccountSecret): Promise<MailjetCredentials>;
  /** Closes the provider. Safe to call more than once. */
  close(): Promise<void>;
}

/**
 * Finds the store and the secret that are meant: options, then environment, then file, then defaults. Asks nobody yet.
 * Rejects with `INVALID_CONFIG` for mistakes, also for an account that is not declared, and with `MISSING_DEPENDENCY`.
 */
export async function openStore(selection: StoreSelection, surroundings: Surroundings): Promise<OpenStore> {
  const { secret: id, account } = selection;
  const { config: configuration, ...options } = await configuredSecrets(explicitConfig(selection), {
    environment: await environmentWith(selection.config, surroundings),
    directory: surroundings.directory,
    ...(id === undefined ? {} : { chosen: { id, ...(account === undefined ? {} : { account }) } }),
  });
  const found = account === undefined ? long(options.secret ?? {}) : declaredSecret(options.accounts, account);
  const secret = selection.kind === undefined ? found : { ...found, kind: selection.kind };
  // Its checks, retries and deadline are those of the applications that will read the secret.
  const others: AccountSecret[] = [];
  const factory = createMailjetClientFactory({ ...options, secret, accounts: (index) => others[Number(index)] });
  return {
    provider: options.provider,
    secret,
    mailjet: options.mailjet ?? {},
    configuration,
    credentials: (signal) => factory.credentials(signal === undefined ? {} : { signal }),
    credentialsOf: (other) => factory.account(String(others.push(other) - 1)).credentials(),
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
