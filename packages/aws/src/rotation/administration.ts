import { type MailjetCredentials, printableName, SecretsError } from "@mailjet-secrets/core";
import type { ApiKey, MailjetAdmin } from "@mailjet-secrets/mailjet-admin";
import type { NewSubAccountOptions } from "./rotation-options.ts";
import type { StepContext, VersionValue } from "./step-context.ts";

/** The account as its primary key shows it. */
export interface Administration {
  readonly admin: MailjetAdmin;
  readonly keys: readonly ApiKey[];
  /** Whether the key must stay: a primary key, or one of those that are in use. */
  mustStay(key: ApiKey): boolean;
  /** Deactivates a key. Rejects with `TypeError` for one that must stay. */
  deactivate(key: ApiKey): Promise<void>;
}

/** Looks at the account. Throws `INVALID_CONFIG` if the pair is not its primary one, or the current key is another account's. */
export async function openAdministration(
  context: StepContext<NewSubAccountOptions>,
  admin: MailjetAdmin,
  pair: MailjetCredentials,
  inUse: readonly VersionValue[],
): Promise<Administration> {
  const { signal } = context.deadline;
  const keys = await admin.listApiKeys({ signal });
  if (keys.find((key) => key.apiKey() === pair.apiKey())?.isMaster !== true) {
    throw invalid(
      `The secret "${printableName(context.options.adminSecret)}" does not hold the pair of the account's primary key.`,
      "Only that one may make keys: see Mailjet's pages for it.",
    );
  }
  const stranger = inUse.find((value) => !keys.some((key) => key.apiKey() === value.pair.apiKey()));
  if (stranger !== undefined) {
    // Otherwise somebody who may write the secret could have keys of this account made for another one's.
    throw invalid(
      `The key in the secret "${printableName(context.secret.name)}" (pair ${stranger.pair.fingerprint}) is none of this Mailjet account.`,
      "Use the primary key of the account that the secret is for.",
    );
  }
  const kept = new Set([pair.apiKey(), ...inUse.map((value) => value.pair.apiKey())]);
  const mustStay = (key: ApiKey): boolean => key.isMaster || kept.has(key.apiKey());
  return {
    admin,
    keys,
    mustStay,
    async deactivate(key) {
      if (mustStay(key)) throw new TypeError("A key that is in use is not to be deactivated.");
      await admin.updateApiKey(key.id, { isActive: false }, { signal });
    },
  };
}

function invalid(message: string, hint: string): SecretsError {
  return new SecretsError("INVALID_CONFIG", message, { hint });
}
