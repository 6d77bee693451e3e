import { resourceCalls } from "./account-resources.ts";
import { apiKeyCalls } from "./api-keys.ts";
import type { KeyPair, MailjetAdmin, MailjetAdminOptions } from "./mailjet-admin.ts";
import { createSession } from "./session.ts";
import { statisticsCalls } from "./statistics.ts";
import { trySending } from "./try-sending.ts";

/**
 * Creates a {@link MailjetAdmin}. Does no I/O, and nothing at all before the first call. Throws `TypeError` for credentials
 * that are none, and `INVALID_CONFIG` for a host with more in it than name and port.
 */
export function createMailjetAdmin(options: MailjetAdminOptions): MailjetAdmin {
  const session = createSession({ ...options, credentials: kept(options?.credentials) });
  return {
    ...apiKeyCalls(session),
    ...statisticsCalls(session),
    ...resourceCalls(session),
    trySending: (mail, call) => trySending(session, mail, call),
    serverTime: session.serverTime,
    close: session.close,
  };
}

/** The values as they are now, behind closures. */
function kept(credentials: KeyPair | undefined): KeyPair {
  if (typeof credentials?.apiKey !== "function" || typeof credentials.apiSecret !== "function") {
    throw new TypeError("credentials must be an object with the methods apiKey and apiSecret.");
  }
  const [apiKey, apiSecret] = [credentials.apiKey(), credentials.apiSecret()];
  for (const [name, value] of Object.entries({ apiKey, apiSecret })) {
    if (typeof value !== "string" || value === "") throw new TypeError(`${name} of the credentials is empty.`);
  }
  return { apiKey: () => apiKey, apiSecret: () => apiSecret };
}
