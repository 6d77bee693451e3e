import { SecretsError, type SecretsErrorCode, type SecretsErrorOptions } from "@mailjet-secrets/core";

/** Word for the `provider` of errors: Mailjet, and no store, has failed. */
export const PROVIDER = "mailjet";

/** Creates an error of this package. */
export function adminError(
  code: SecretsErrorCode,
  message: string,
  options: Omit<SecretsErrorOptions, "provider"> = {},
): SecretsError {
  return new SecretsError(code, message, { ...options, provider: PROVIDER });
}
