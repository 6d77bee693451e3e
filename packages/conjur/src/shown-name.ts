import { printableName } from "@mailjet-secrets/core";

/** An API key of Conjur, or a JWT or access token in JSON, URL-safe or in base64. */
const LIKE_A_CREDENTIAL = /(?=[0-9a-z]*\d)[0-9a-z]{40,}|eyJ[\w+/=-]{16,}/;

/** A login or path for a message; a credential that was put in its place is not shown. */
export function shownName(text: string): string {
  return LIKE_A_CREDENTIAL.test(text) ? "(looks like a key, not shown)" : printableName(text);
}

/** Ids of variables for a message. */
export function shownIds(ids: readonly string[]): string {
  return ids.map((id) => `"${printableName(id)}"`).join(" and ");
}
