import { printableName } from "@mailjet-secrets/core";

/** Ids of variables for a message. */
export function shownIds(ids: readonly string[]): string {
  return ids.map((id) => `"${printableName(id)}"`).join(" and ");
}
