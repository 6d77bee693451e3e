import type { MailjetCredentials, MailjetOptions } from "@mailjet-secrets/core";
import { createMailjetAdmin, type MailjetAdmin } from "@mailjet-secrets/mailjet-admin";
import type { Surroundings } from "./surroundings.ts";

/**
 * Mailjet's key management with a pair. Host: as configured, then `MAILJET_SECRETS_HOST`, then that of the secret, then
 * `accountHost`, then Mailjet's; proxy: by `HTTPS_PROXY`. Throws `INVALID_CONFIG` for a host that is none.
 */
export function openAdmin(
  credentials: MailjetCredentials,
  mailjet: MailjetOptions,
  { environment }: Pick<Surroundings, "environment">,
  accountHost?: string,
): MailjetAdmin {
  const variable = environment["MAILJET_SECRETS_HOST"]?.trim() || undefined;
  const host = mailjet.host ?? variable ?? credentials.host ?? accountHost;
  return createMailjetAdmin({
    credentials,
    ...(host !== undefined && { host }),
    ...(mailjet.timeoutMs !== undefined && { timeoutMs: mailjet.timeoutMs }),
  });
}
