import { NEEDED_ROLES } from "./credential-names.ts";
import { isCredential } from "./credential-shape.ts";
import type { CredentialKind } from "./mailjet-credentials.ts";
import type { SecretReference } from "./provider.ts";
import { SecretsError } from "./secrets-error.ts";

/** Which field of the secret holds which part. Given at all, nothing is guessed from usual names any more. */
export interface CredentialFields {
  readonly apiKey?: string;
  readonly apiSecret?: string;
  readonly apiToken?: string;
  readonly host?: string;
}

/** The secret of one Mailjet account. */
export interface AccountSecret {
  /** The store's name for the secret. @default "", which only `env` understands: no prefix */
  readonly id?: string;
  /** Absence: the parts are found by their usual names, or the secret is one text `key:secret`. */
  readonly fields?: CredentialFields;
  /** The store's word for a version. Absence: the current one. */
  readonly requestedVersion?: string;
  /** `mail` needs a key pair, `sms` a token. @default "mail" */
  readonly kind?: CredentialKind;
}

/**
 * The provider's view of an account's secret. Fields of the other kind are not asked for: they need not be there. Throws
 * `INVALID_CONFIG` for a key in place of an id or a field's name, which a store's "not found" would quote.
 */
export function secretReference(secret: AccountSecret): SecretReference {
  const mapped = [...NEEDED_ROLES[secret.kind ?? "mail"], "host" as const].map((role) => secret.fields?.[role]);
  const fields = [...new Set(mapped.filter((name) => name !== undefined))];
  if ([secret.id ?? "", ...fields].some(isCredential)) {
    throw new SecretsError(
      "INVALID_CONFIG",
      "A key or token stands where the id of a secret, or the name of a field, belongs.",
      {
        hint: "Name the place where the key is stored. Replace the key or token if it was in code.",
      },
    );
  }
  return {
    id: secret.id ?? "",
    ...(fields.length === 0 ? {} : { fields }),
    ...(secret.requestedVersion === undefined ? {} : { requestedVersion: secret.requestedVersion }),
  };
}
