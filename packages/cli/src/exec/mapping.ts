import { CREDENTIAL_FIELDS, type CredentialId, parseCredentialId } from "./credential-id.ts";

/** A variable of the child, and the value that it gets. */
export interface Mapping {
  readonly variable: string;
  readonly id: CredentialId;
}

/** Reads `API_KEY=apiKey` or `API_KEY=marketing/apiKey`. A text says what is wrong, without what follows the sign. */
export function parseMapping(text: string): Mapping | string {
  const sign = text.indexOf("=");
  const variable = text.slice(0, Math.max(sign, 0));
  // Whatever stands in the place of a name may be the key itself.
  if (!/^[A-Za-z_]\w*$/.test(variable)) return "--map takes NAME=field, where NAME is the name of a variable.";
  const id = parseCredentialId(text.slice(sign + 1));
  if (id !== undefined) return { variable, id };
  return `--map ${variable}=… takes the name of a field (${CREDENTIAL_FIELDS.join(", ")}), or account/field.`;
}
