import type { AccountSecret } from "./account-secret.ts";
import type { Clock } from "./clock.ts";
import type { SecretInput } from "./factory-options.ts";
import type { CredentialKind, MailjetCredentials } from "./mailjet-credentials.ts";
import { mergeCredentials } from "./merge-credentials.ts";
import { printableName } from "./printable-name.ts";
import type { SecretsProvider } from "./provider.ts";
import { readCredentials } from "./read-credentials.ts";
import { type Place, replaceRecord, stepsFor, versionOf } from "./replace-record.ts";
import { SecretsError } from "./secrets-error.ts";

/** A key pair, or an SMS token, to be stored. */
export type NewCredentials = {
  /**
   * API host that the account lives at, such as `api.us.mailjet.com`: stored where the layout has a place for it, which a
   * secret that is one text and a mapping without `host` have not. Absence: a host that is stored stays.
   */
  readonly host?: string;
} & ({ readonly apiKey: string; readonly apiSecret: string } | { readonly apiToken: string });

/** Options of {@link storeCredentials}. */
export interface StoreCredentialsOptions {
  /** Ends the work; the promise then rejects with the signal's reason. What was written by then stays. Absence: nothing ends it. */
  readonly signal?: AbortSignal;
  /** Refuses with `CONFLICT` if the secret holds other credentials than those with this fingerprint, or none. Absence: whatever it holds is replaced. */
  readonly ifFingerprint?: string;
  /** Bound on each read, its retries included, and on the write, in milliseconds. @default 10_000 */
  readonly timeoutMs?: number;
  /** For tests. @default the machine's clock */
  readonly clock?: Clock;
}

/** What {@link storeCredentials} has done. Holds no value. */
export interface StoredCredentials {
  /** `unchanged`: the store held these very values, and nothing was written. */
  readonly outcome: "created" | "replaced" | "unchanged";
  /** Of the credentials that the store holds now. */
  readonly fingerprint: string;
  /** Of the credentials that it held before. Absence: none that could be read. */
  readonly previousFingerprint?: string;
  /** The version that was written. Absence: the store has none. */
  readonly version?: string;
  /** API host that the secret names now. Absence: none. */
  readonly host?: string;
  /** Names of the fields that were written; `value` for a secret that is one text. */
  readonly fields: readonly string[];
  /** What looks odd about the values without making them unusable. */
  readonly warnings: readonly string[];
}

/**
 * Writes credentials into the fields of a secret that hold the old ones, and leaves every other field alone: reads, merges,
 * writes on condition that the secret is still at the version that was read. A new secret gets the usual names. Where a
 * store has no versions, the values are compared right before the write, and read once more after it. A record with
 * other fields that are no text is refused: they would be lost, or become texts.
 *
 * Rejects with `INVALID_SECRET` for values that would not be read back as credentials (nothing is written), `CONFLICT` if
 * somebody else wrote meanwhile, `INVALID_CONFIG` if the store cannot be written from here, otherwise with what the
 * provider says. A write whose answer was lost counts as done if the values are there.
 */
export async function storeCredentials(
  provider: SecretsProvider,
  secret: SecretInput,
  values: NewCredentials,
  options: StoreCredentialsOptions = {},
): Promise<StoredCredentials> {
  const kind = "apiToken" in values ? "sms" : "mail";
  const account = accountSecret(secret, kind, provider.name);
  const credentials = checkedCredentials(values, kind, provider.name);
  const steps = stepsFor(provider, account, options);
  const place = await steps.look();
  const previous = previousFingerprint(place, account, provider.name);
  const { ifFingerprint } = options;
  if (ifFingerprint !== undefined && previous.previousFingerprint !== ifFingerprint)
    throw holdsOthers(account, provider.name);
  const before = place.snapshot?.values ?? {};
  const { nonTextFields = [] } = place.snapshot ?? {};
  const after = mergeCredentials(before, account, credentials);
  // The last word on what readers will find has the code by which they read.
  const read = readCredentials({ values: after }, account, provider.name);
  if (!read.equals(credentials)) throw notReadBack(account, provider.name);
  const changed = Object.keys(after).filter((name) => before[name] !== after[name]);
  if (changed.length > 0 && nonTextFields.length > 0) throw wouldChangeOthers(nonTextFields, provider.name);
  const done = changed.length === 0 ? versionOf(place) : await replaceRecord(provider, place, after, steps);
  const existing = place.snapshot === undefined ? "created" : "replaced";
  return {
    outcome: changed.length === 0 ? "unchanged" : existing,
    fingerprint: read.fingerprint,
    ...previous,
    ...(done.version === undefined ? {} : { version: done.version }),
    ...(read.host === undefined ? {} : { host: read.host }),
    fields: changed,
    warnings: credentials.warnings,
  };
}

function wouldChangeOthers(names: readonly string[], provider: string): SecretsError {
  return new SecretsError(
    "INVALID_CONFIG",
    `The secret also holds fields that are no text, which a write from here would change: ${names.map(printableName).join(", ")}.`,
    { provider, hint: "Write this secret with the store's own tool, or keep the pair in a secret of its own." },
  );
}

function accountSecret(secret: SecretInput, kind: CredentialKind, provider: string): AccountSecret {
  const account: AccountSecret = typeof secret === "string" ? { id: secret } : secret;
  const words = { mail: "a key pair", sms: "an SMS token" };
  if (account.kind !== undefined && account.kind !== kind) {
    throw new SecretsError(
      "INVALID_CONFIG",
      `The account needs ${words[account.kind]}, and ${words[kind]} was given.`,
      {
        provider,
        hint: `Give ${words[account.kind]}, or set kind: "${kind}".`,
      },
    );
  }
  if (account.requestedVersion === undefined) return { ...account, kind };
  throw new SecretsError("INVALID_CONFIG", "A secret that is read in one certain version cannot be written.", {
    provider,
    hint: "A write makes a new current version: leave requestedVersion out.",
  });
}

function checkedCredentials(values: NewCredentials, kind: CredentialKind, provider: string): MailjetCredentials {
  const origins = { apiKey: "as given", apiSecret: "as given", apiToken: "as given", host: "as given" };
  try {
    return readCredentials({ values: { ...values }, origins }, { kind }, provider);
  } catch (error) {
    if (!SecretsError.is(error, "INVALID_SECRET")) throw error;
    throw new SecretsError("INVALID_SECRET", error.message.replace(/^The secret \([^)]*\)/, "What is to be stored"), {
      provider,
      hint: "Nothing was written.",
    });
  }
}

function previousFingerprint(
  { snapshot }: Place,
  account: AccountSecret,
  provider: string,
): { readonly previousFingerprint?: string } {
  if (snapshot === undefined) return {};
  try {
    return { previousFingerprint: readCredentials(snapshot, account, provider).fingerprint };
  } catch {
    return {}; // what was there was no credentials
  }
}

function holdsOthers({ id = "" }: AccountSecret, provider: string): SecretsError {
  const message = `The secret "${printableName(id)}" (${provider}) does not hold the credentials that were to be replaced.`;
  return new SecretsError("CONFLICT", message, { provider, hint: "Nothing was written. Look at it, and decide anew." });
}

function notReadBack({ id = "" }: AccountSecret, provider: string): SecretsError {
  const message = `The secret "${printableName(id)}" (${provider}) has a layout in which the new values would not be found again.`;
  return new SecretsError("INVALID_SECRET", message, { provider, hint: "Nothing was written. Name the fields." });
}
