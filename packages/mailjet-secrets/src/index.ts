export type {
  AccountSecret,
  AccountStatus,
  ApplicationReport,
  ApplicationReporter,
  CallOptions,
  ChainLink,
  ChainSecret,
  CredentialFields,
  CredentialKind,
  MailjetAccount,
  MailjetClientFactory,
  MailjetClientFactoryOptions,
  MailjetCredentials,
  MailjetErrorFields,
  MailjetOptions,
  MailjetRequest,
  MailjetSecretsEvents,
  ReadOptions,
  ReportStream,
  SecretInput,
  SecretReference,
  SecretSnapshot,
  SecretsErrorCode,
  SecretsProvider,
  WithCredentialsOptions,
  WriteOptions,
} from "@mailjet-secrets/core";
export { chainProvider, fileReporter, onEvent, SecretsError, streamReporter } from "@mailjet-secrets/core";
export type {
  AccountsInput,
  BlockSecrets,
  EnvBlock,
  MailjetSecretsConfig,
  ProviderWord,
  StoreBlock,
} from "./config.ts";
export type { ConfiguredSecrets, ConfiguredSecretsOptions } from "./configured-secrets.ts";
export { configuredSecrets } from "./configured-secrets.ts";
export { createMailjet } from "./create-mailjet.ts";
export { defineConfig } from "./define-config.ts";
export type { ChosenSecret } from "./resolve-config.ts";
