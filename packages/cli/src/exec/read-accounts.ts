import type { MailjetCredentials } from "@mailjet-secrets/core";
import type { MailjetSecretsConfig } from "mailjet-secrets";
import { type OpenStore, openStore } from "../open-store.ts";
import type { StoreSelection } from "../store-selection.ts";
import type { Surroundings } from "../surroundings.ts";
import { DEFAULT_ACCOUNT } from "./credential-id.ts";

/** The credentials of accounts, by name. */
export type Accounts = ReadonlyMap<string, MailjetCredentials>;

/** What {@link readAccounts} found. */
export interface FoundAccounts {
  readonly accounts: Accounts;
  /** The configuration by which it was found. */
  readonly configuration: MailjetSecretsConfig;
}

/**
 * Reads the secrets of all those accounts, `default` being the one without a name. Rejects with `SecretsError` if one of
 * them cannot be had.
 */
export async function readAccounts(
  names: readonly string[],
  selection: Omit<StoreSelection, "account">,
  surroundings: Surroundings,
): Promise<FoundAccounts> {
  const stores: OpenStore[] = [];
  try {
    // A mistake in the configuration of one account must not cost a login for another.
    for (const name of names) {
      stores.push(
        await openStore(name === DEFAULT_ACCOUNT ? selection : { ...selection, account: name }, surroundings),
      );
    }
    // All by the first one: several logins would use up a secret id that is good for one.
    const [first] = stores;
    if (first === undefined) return { accounts: new Map(), configuration: {} };
    const read = await Promise.all(stores.map(({ secret }) => first.credentialsOf(secret)));
    const accounts = new Map(read.map((credentials, index) => [names[index] ?? "", credentials]));
    return { accounts, configuration: first.configuration };
  } finally {
    await Promise.all(stores.map((store) => store.close()));
  }
}
