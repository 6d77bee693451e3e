import { createMailjetClientFactory, type MailjetClientFactory } from "@mailjet-secrets/core";
import { checkConfig } from "./check-config.ts";
import type { MailjetSecretsConfig } from "./config.ts";

/**
 * Creates a factory of Mailjet clients by configuration: this object, then `MAILJET_SECRETS_*` variables, then the file
 * `mailjet-secrets.config.json` or `.js`, merged field by field. Does nothing yet: environment and file are read, and the
 * provider is loaded, at the first use, which rejects with `INVALID_CONFIG` for mistakes there, and with
 * `MISSING_DEPENDENCY` if the provider's package is absent. Throws `INVALID_CONFIG` at once for mistakes in the object.
 */
export function createMailjet(config: MailjetSecretsConfig = {}): MailjetClientFactory {
  const checked = checkConfig(config);
  return createMailjetClientFactory(async () => {
    // Environment and file are looked at when they are needed, and so is the code that does it.
    const { resolveConfig } = await import("./resolve-config.ts");
    return resolveConfig(checked, { environment: process.env, directory: process.cwd() });
  });
}
