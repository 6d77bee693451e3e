import { environmentNames, type MailjetCredentials, printableName, SecretsError } from "@mailjet-secrets/core";
import { type CredentialField, DEFAULT_ACCOUNT } from "./credential-id.ts";
import { credentialValue } from "./credential-value.ts";
import type { Mapping } from "./mapping.ts";
import type { Accounts } from "./read-accounts.ts";

/**
 * The variables that carry the accounts' values: those of `mappings` if there are any, else the usual ones, for an
 * account with a name in front of them. Throws `INVALID_CONFIG`.
 */
export function injectedVariables(accounts: Accounts, mappings: readonly Mapping[]): Record<string, string> {
  const pairs = mappings.length > 0 ? mappings.map((mapping) => mapped(accounts, mapping)) : usual(accounts);
  return Object.fromEntries(pairs);
}

function mapped(accounts: Accounts, { variable, id }: Mapping): [string, string] {
  const [first = DEFAULT_ACCOUNT] = accounts.keys();
  const name = id.account ?? (accounts.size === 1 ? first : DEFAULT_ACCOUNT);
  const credentials = accounts.get(name);
  if (credentials !== undefined) return [variable, credentialValue(credentials, id.field, name)];
  throw new SecretsError("INVALID_CONFIG", `--map asks for the account "${printableName(name)}".`, {
    hint: `Add --account ${printableName(name)}, or name one that is given: account/field.`,
  });
}

function usual(accounts: Accounts): [string, string][] {
  const taken = new Map<string, string>();
  return [...accounts].flatMap(([name, credentials]) => {
    const prefix = prefixOf(name);
    const other = taken.get(prefix);
    if (other !== undefined) throw samePrefix(other, name);
    taken.set(prefix, name);
    return usualFields(credentials).map((field): [string, string] => [
      prefix + usualName(field),
      credentialValue(credentials, field, name),
    ]);
  });
}

function usualFields({ kind, host }: MailjetCredentials): CredentialField[] {
  const values: CredentialField[] = kind === "sms" ? ["apiToken"] : ["apiKey", "apiSecret"];
  // A pair of another host is refused by the usual one.
  return host === undefined ? values : [...values, "host"];
}

function usualName(field: CredentialField): string {
  return environmentNames(field)[0] ?? field;
}

/** As the provider `env` looks for the variables of an account. */
function prefixOf(account: string): string {
  return account === DEFAULT_ACCOUNT ? "" : `${account.toUpperCase().replace(/[^A-Z0-9]/g, "_")}_`;
}

function samePrefix(first: string, second: string): SecretsError {
  const names = `"${printableName(first)}" and "${printableName(second)}"`;
  return new SecretsError("INVALID_CONFIG", `The accounts ${names} have variables of the same names.`, {
    hint: "Name the variables by --map.",
  });
}
