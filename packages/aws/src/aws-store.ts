import type { SecretReference, SecretSnapshot, WriteOptions } from "@mailjet-secrets/core";

/** One way to Secrets Manager. */
export interface AwsStore {
  read(secret: SecretReference, signal: AbortSignal): Promise<SecretSnapshot>;
  /** Absent when nothing can be written this way. */
  write?(
    secret: SecretReference,
    values: Readonly<Record<string, string>>,
    options: WriteOptions,
  ): Promise<{ readonly version: string }>;
  close(): void | Promise<void>;
}
