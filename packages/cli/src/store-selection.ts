// Nothing of core is loaded from here: `--help` does not wait for it.
import type { Command } from "commander";

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
  /** What the secret holds; no option of its own. Absence: as configured, else a key pair. */
  readonly kind?: "mail" | "sms";
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
