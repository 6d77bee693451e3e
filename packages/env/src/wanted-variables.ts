import { type CredentialRole, environmentNames, type SecretReference, SecretsError } from "@mailjet-secrets/core";

/** A variable to look for. */
export interface WantedVariable {
  /** The name asked for: the key in the record. */
  readonly name: string;
  /** The name in the store, prefix included. */
  readonly variable: string;
}

/** What a read looks for. */
export interface Wanted {
  readonly variables: readonly WantedVariable[];
  /** Variables asked for by name, all needed and all from one source. Absence: the usual names are looked for. */
  readonly fields?: readonly WantedVariable[];
  /** The usual names of one part, most usual first. */
  role(role: CredentialRole): readonly WantedVariable[];
}

const ROLES: readonly CredentialRole[] = ["apiKey", "apiSecret", "apiToken", "host"];

/** Finds the variables that a reference means. Throws `INVALID_CONFIG` for names that no variable can have. */
export function wantedVariables({ id, fields, requestedVersion }: SecretReference): Wanted {
  if (requestedVersion !== undefined) {
    throw new SecretsError("INVALID_CONFIG", "Environment variables have no versions.", {
      provider: "env",
      hint: "Remove requestedVersion.",
    });
  }
  const prefix = id === "" ? "" : `${id.replace(/_$/, "")}_`;
  const wanted = (name: string): WantedVariable => ({ name, variable: checkedName(`${prefix}${name}`) });
  const role = (asked: CredentialRole): readonly WantedVariable[] => environmentNames(asked).map(wanted);
  return fields === undefined
    ? { variables: ROLES.flatMap(role), role }
    : { variables: fields.map(wanted), fields: fields.map(wanted), role };
}

/** These become file names, so a path in them must not lead out of the directory. */
function checkedName(name: string): string {
  if (/^\w[\w.-]*$/.test(name)) return name;
  throw new SecretsError("INVALID_CONFIG", `"${name}" cannot be the name of an environment variable.`, {
    provider: "env",
    hint: 'The id is a prefix here ("MARKETING" reads MARKETING_MJ_APIKEY_PUBLIC, "" has none), and fields are variables.',
  });
}
