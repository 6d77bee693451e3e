import { SecretsError, type SecretsErrorCode, type SecretsErrorOptions } from "@mailjet-secrets/core";

/** A `SecretsError` of this provider. */
export function conjurError(
  code: SecretsErrorCode,
  message: string,
  options: Omit<SecretsErrorOptions, "provider"> = {},
): SecretsError {
  return new SecretsError(code, message, { provider: "conjur", ...options });
}

/** The error for settings that cannot work. */
export function invalidConfig(message: string, hint: string): SecretsError {
  return conjurError("INVALID_CONFIG", message, { hint });
}
