export type { Clock, ScheduleOptions } from "./clock.ts";
export { MAX_TIMER_MS, systemClock } from "./clock.ts";
export type { CredentialRole } from "./credential-names.ts";
export { environmentNames } from "./credential-names.ts";
export type {
  ReadOptions,
  SecretReference,
  SecretSnapshot,
  SecretsProvider,
  WriteOptions,
} from "./provider.ts";
export type { SafeCause } from "./safe-cause.ts";
export { parseSecretText } from "./secret-text.ts";
export type { MailjetErrorFields, SecretsErrorCode, SecretsErrorOptions } from "./secrets-error.ts";
export { SecretsError } from "./secrets-error.ts";
