/** The parts of an account that can be handed on. */
export const CREDENTIAL_FIELDS = ["apiKey", "apiSecret", "apiToken", "host"] as const;

/** One of {@link CREDENTIAL_FIELDS}. */
export type CredentialField = (typeof CREDENTIAL_FIELDS)[number];

/** The name by which the account without a name is called. */
export const DEFAULT_ACCOUNT = "default";

/** One value of one account. */
export interface CredentialId {
  /** Absence: none was named. */
  readonly account?: string;
  readonly field: CredentialField;
}

/** Reads `apiKey` or `marketing/apiKey`. Absence: it is neither. */
export function parseCredentialId(text: string): CredentialId | undefined {
  const slash = text.lastIndexOf("/");
  const field = CREDENTIAL_FIELDS.find((known) => known === text.slice(slash + 1));
  if (field === undefined || slash === 0) return undefined;
  return slash < 0 ? { field } : { account: text.slice(0, slash), field };
}
