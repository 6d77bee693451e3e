import type { MailjetSecretsConfig } from "./config.ts";

/** Gives back the configuration as it is: for the types in `mailjet-secrets.config.js`. */
export function defineConfig(config: MailjetSecretsConfig): MailjetSecretsConfig {
  return config;
}
