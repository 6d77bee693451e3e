import type { CredentialKind } from "./mailjet-credentials.ts";

/** The parts that a Mailjet secret can hold. */
export type CredentialRole = "apiKey" | "apiSecret" | "apiToken" | "host";

/** The parts that make up the credentials of each kind of account. */
export const NEEDED_ROLES: Readonly<Record<CredentialKind, readonly CredentialRole[]>> = {
  mail: ["apiKey", "apiSecret"],
  sms: ["apiToken"],
};

/**
 * Names by which a part is recognised without configuration, most usual first. In records they are compared without
 * regard to case, blanks, dots, dashes and underscores, so `apiKey` and `API-KEY` are found by `api_key`. Those in upper
 * case are also looked up as environment variables. Sources: Mailjet's own samples (`MJ_*`), the wrappers and
 * applications in public use (`MAILJET_*`), the fields people give their records.
 */
export const CREDENTIAL_NAMES: Readonly<Record<CredentialRole, readonly string[]>> = {
  apiKey: [
    "MJ_APIKEY_PUBLIC",
    "MAILJET_API_KEY",
    "MAILJET_APIKEY_PUBLIC",
    "MAILJET_PUBLIC_KEY",
    "MAILJET_API_PUBLIC_KEY",
    "MAILJET_KEY",
    "MJ_API_PUBLIC_KEY",
    "MJ_API_KEY",
    "api_key",
    "api_key_public",
    "api_public_key",
    "public_key",
    "public",
    "key",
  ],
  apiSecret: [
    "MJ_APIKEY_PRIVATE",
    "MAILJET_API_SECRET",
    "MAILJET_SECRET_KEY",
    "MAILJET_API_SECRET_KEY",
    "MAILJET_APIKEY_PRIVATE",
    "MAILJET_PRIVATE_KEY",
    "MAILJET_API_PRIVATE_KEY",
    "MAILJET_SECRET",
    "MJ_API_PRIVATE_KEY",
    "MJ_API_SECRET",
    "api_secret",
    "api_secret_key",
    "api_key_private",
    "api_private_key",
    "secret_key",
    "private_key",
    "private",
    "secret",
  ],
  apiToken: ["MJ_API_TOKEN", "MAILJET_API_TOKEN", "MAILJET_SMS_TOKEN", "api_token", "sms_token", "token"],
  host: ["MJ_API_HOST", "MAILJET_API_HOST", "MAILJET_HOST", "api_host", "host"],
};

/** The names of one part that are looked up as environment variables, most usual first. */
export function environmentNames(role: CredentialRole): readonly string[] {
  return CREDENTIAL_NAMES[role].filter((name) => name === name.toUpperCase());
}

/** Brings a name into the form in which names are compared: lower case, without blanks, dots, dashes and underscores. */
export function comparableName(name: string): string {
  return name.toLowerCase().replace(/[\s._-]/g, "");
}
