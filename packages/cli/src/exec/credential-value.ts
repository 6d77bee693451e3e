import { type MailjetCredentials, printableName, SecretsError } from "@mailjet-secrets/core";
import type { CredentialField } from "./credential-id.ts";

const DEFAULT_HOST = "api.mailjet.com";

/** One value of the credentials of `account`. Throws `INVALID_CONFIG` if they are of the other kind. */
export function credentialValue(credentials: MailjetCredentials, field: CredentialField, account: string): string {
  if (field === "host") return credentials.host ?? DEFAULT_HOST;
  if ((field === "apiToken") !== (credentials.kind === "sms")) throw otherKind(field, account);
  return credentials[field]();
}

function otherKind(field: CredentialField, account: string): SecretsError {
  const [kind, holds] = field === "apiToken" ? ["sms", "a key pair"] : ["mail", "an SMS token"];
  const message = `The account "${printableName(account)}" has no ${field}: it holds ${holds}.`;
  return new SecretsError("INVALID_CONFIG", message, {
    hint: `Name another field, or an account of kind "${kind}".`,
  });
}
