import { SecretsError } from "@mailjet-secrets/core";
import { conjurError } from "./conjur-error.ts";

/** What Node.js calls a certificate whose issuer it does not know. */
const UNKNOWN_ISSUER = new Set([
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
]);

/** Rethrows an error; of a certificate that is not trusted it says by which settings of Conjur it can be. */
export function explainTrust(error: unknown): never {
  if (!SecretsError.is(error) || !UNKNOWN_ISSUER.has(error.cause?.code ?? "")) throw error;
  const { code, message, hint = "", retryable, cause } = error;
  throw conjurError(code, message.slice(0, message.length - hint.length).trim(), {
    retryable,
    cause,
    hint: "Conjur's own authority is told by CONJUR_CERT_FILE (path) or CONJUR_SSL_CERTIFICATE (PEM text), or by caFile or caCertificate.",
  });
}
