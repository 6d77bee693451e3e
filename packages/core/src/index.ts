export type { AccountStatus } from "./account.ts";
export type { OptionsSource } from "./account-registry.ts";
export type { AccountSecret, CredentialFields } from "./account-secret.ts";
export type { ApplicationReport, ApplicationReporter } from "./application-report.ts";
export { isApplicationName } from "./application-report.ts";
export type { ChainLink, ChainOptions, ChainSecret } from "./chain-provider.ts";
export { chainProvider } from "./chain-provider.ts";
export { checkOptionNames } from "./check-option-names.ts";
export type {
  CallOptions,
  MailjetAccount,
  MailjetClientFactory,
  MailjetRequest,
  WithCredentialsOptions,
} from "./client-factory.ts";
export { createMailjetClientFactory } from "./client-factory.ts";
export type { Clock, ScheduleOptions } from "./clock.ts";
export { MAX_TIMER_MS, systemClock } from "./clock.ts";
export type { CredentialRole } from "./credential-names.ts";
export { environmentNames } from "./credential-names.ts";
export { startAge } from "./entry-age.ts";
export type {
  DegradedEvent,
  EventSubject,
  ExpiredEvent,
  HeldEvent,
  MailjetSecretsEvents,
  ReadEvent,
  RefreshEvent,
  RejectedEvent,
  RotatedEvent,
} from "./events.ts";
export { onEvent } from "./events.ts";
export type { MailjetClientFactoryOptions, SecretInput } from "./factory-options.ts";
export { fingerprintOf } from "./fingerprint-of.ts";
export type { CredentialKind, MailjetCredentials } from "./mailjet-credentials.ts";
export type { MailjetOptions } from "./mailjet-options.ts";
export { mergeSecretText } from "./merge-secret-text.ts";
export { nearestWord } from "./nearest-word.ts";
export type { NotLoadedOptions } from "./not-loaded.ts";
export { notLoaded } from "./not-loaded.ts";
export { onAbort } from "./on-abort.ts";
export type { PairUse, PairUseOptions } from "./pair-use.ts";
export { pairUse } from "./pair-use.ts";
export { pause } from "./pause.ts";
export { printableName, printablePath } from "./printable-name.ts";
export type {
  ReadOptions,
  SecretReference,
  SecretSnapshot,
  SecretsProvider,
  WriteOptions,
} from "./provider.ts";
export type { ProviderLifetime } from "./provider-lifetime.ts";
export { providerLifetime } from "./provider-lifetime.ts";
export { readCredentials } from "./read-credentials.ts";
export { createRedactor } from "./redaction.ts";
export type { RefusedLogIns } from "./refused-log-ins.ts";
export { refusedLogIns } from "./refused-log-ins.ts";
export type { ReportStream } from "./reporters.ts";
export { fileReporter, streamReporter } from "./reporters.ts";
export { requireWrite } from "./require-write.ts";
export { retryAfterMs } from "./retry-after.ts";
export type { SafeCause } from "./safe-cause.ts";
export { nonTextFields, parseSecretText } from "./secret-text.ts";
export type { MailjetErrorFields, SecretsErrorCode, SecretsErrorOptions } from "./secrets-error.ts";
export { SecretsError } from "./secrets-error.ts";
export type { SharedWork } from "./shared-work.ts";
export { sharedWork } from "./shared-work.ts";
export type { Slots } from "./slots.ts";
export { createSlots } from "./slots.ts";
export type { NewCredentials, StoreCredentialsOptions, StoredCredentials } from "./store-credentials.ts";
export { storeCredentials } from "./store-credentials.ts";
export { untilAborted } from "./until-aborted.ts";
