import type { ApplicationReporter, MailjetOptions, SecretInput, SecretsProvider } from "@mailjet-secrets/core";
import type { EnvProviderOptions } from "@mailjet-secrets/env";

/** The providers that one word of configuration chooses. */
export type ProviderWord = "env" | "aws" | "vault" | "conjur";

/** Accounts by name; a function (in code only) serves many tenants and gives nothing for a name it does not know. */
export type AccountsInput = Readonly<Record<string, SecretInput>> | ((name: string) => SecretInput | undefined);

/** Where the accounts' secrets are in one store. */
export interface BlockSecrets {
  /** The default account's secret in this store. Wins over the common `secret`; a `kind` that is not given here is that one's. */
  readonly secret?: SecretInput;
  /** The accounts' secrets in this store, each of which wins over the common one of its name. */
  readonly accounts?: AccountsInput;
}

/** The block of `env`: beside the secrets the options of `envProvider`; `environment` in code only. */
export interface EnvBlock extends BlockSecrets, EnvProviderOptions {
  /** Beginning of the variables' names: "SHOP" reads `SHOP_MJ_APIKEY_PUBLIC`. Absence: none. */
  readonly prefix?: string;
}

/** The block of a store: beside the secrets the options of its adapter, as the adapter's factory takes them. */
export interface StoreBlock extends BlockSecrets {
  readonly [option: string]: unknown;
}

/**
 * The configuration, all of it optional. What is absent here is taken from the environment (`MAILJET_SECRETS_*`), then
 * from the configuration file, then from the defaults. Durations are in milliseconds.
 */
export interface MailjetSecretsConfig {
  /** Where the secrets are; in code also a provider of your own. Absence: the one block that is present, else `env`. */
  readonly provider?: ProviderWord | SecretsProvider;
  /** The default account's secret: its id in the store, or more. `env` takes nothing but the `kind` from it. */
  readonly secret?: SecretInput;
  /** More accounts. For `env` the name, in upper case, is the prefix of the variables. */
  readonly accounts?: AccountsInput;
  /** Age after which a call starts a refresh in the background; 0: at every call. @default 300_000, or `expireAfterMs` if that is less */
  readonly refreshAfterMs?: number;
  /** Age after which a call waits for the store; `Infinity`: never, 0: no caching. @default 3_600_000 */
  readonly expireAfterMs?: number;
  /** Bound on one read of the store, its retries included. @default 10_000 */
  readonly timeoutMs?: number;
  /** How long requests wait for another pair once Mailjet rejects the one in the store; 0: one look into the store, no wait. @default 30_000 */
  readonly rotationGraceMs?: number;
  /** Most accounts kept at a time, beside the default one. @default 1_000 */
  readonly maxAccounts?: number;
  /** Whether a pair that was used once is refreshed by a timer, too. @default false */
  readonly keepFresh?: boolean;
  /** Name of the application, for its reports: 1 to 128 printable characters. Absence: it reports nothing. */
  readonly application?: string;
  /**
   * Where the application says which pair it uses, for `mailjet-secrets inventory`: `"stderr"`, `"stdout"`, the path of a file (from
   * the working directory), in code also a function. Needs `application`. Absence: nowhere.
   */
  readonly report?: string | ApplicationReporter;
  /** How requests go to Mailjet. */
  readonly mailjet?: MailjetOptions;
  readonly env?: EnvBlock;
  readonly aws?: StoreBlock;
  readonly vault?: StoreBlock;
  readonly conjur?: StoreBlock;
}
