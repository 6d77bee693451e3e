import type { AccountSecret } from "./account-secret.ts";
import type { MailjetCredentials } from "./mailjet-credentials.ts";
import { changesOf, mergeCredentials } from "./merge-credentials.ts";
import { parseObject, parseSecretText } from "./secret-text.ts";

/**
 * The text of a secret with other credentials in it: in its layout, and every other field as it was, also those that are
 * no text. Throws as `storeCredentials` rejects, if it cannot tell where the values belong or something would be lost.
 */
export function mergeSecretText(text: string, secret: AccountSecret, credentials: MailjetCredentials): string {
  const merged = mergeCredentials(parseSecretText(text), secret, credentials);
  const object = parseObject(text);
  if (object !== undefined) return JSON.stringify({ ...object, ...changesOf({ ...object }, merged) });
  const { value, ...others } = merged;
  return value !== undefined && Object.keys(others).length === 0 ? value : JSON.stringify(merged);
}
