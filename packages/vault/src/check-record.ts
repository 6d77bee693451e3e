import { printableName } from "@mailjet-secrets/core";
import { vaultError } from "./vault-failure.ts";

// JSON carries half a character, and the server puts another one in its place.
const HALF = /\p{Cs}/u;

/** Checks the names of fields that are asked for. Throws `INVALID_CONFIG`. */
export function checkFields(fields: unknown): void {
  if (fields === undefined || (Array.isArray(fields) && fields.every((name) => typeof name === "string"))) return;
  throw vaultError("INVALID_CONFIG", "The names of the fields to read are no list of texts.", {
    hint: 'Give fields as in ["api_key", "secret_key"], or leave them out for the whole record.',
  });
}

/** Checks a record that is to be written. Throws `INVALID_SECRET` for what would not come back as it was. */
export function checkValues(values: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(values)) {
    if (typeof value === "string" && !HALF.test(name + value)) continue;
    throw vaultError("INVALID_SECRET", `The field ${printableName(name)} is no text, or holds half a character.`, {
      hint: "Write texts of whole characters.",
    });
  }
}
