import { SecretsError } from "@mailjet-secrets/core";
import { type Destination, object, subject } from "./destination.ts";

type Explanation = readonly [reason: string, hint: string];

const EXPLANATIONS: Readonly<Record<string, Explanation>> = {
  CERT_HAS_EXPIRED: ["has expired", "Renew it on the server, or set the clock of this machine."],
  CERT_NOT_YET_VALID: ["is not valid yet", "Set the clock of this machine."],
  CERT_REVOKED: ["is revoked", "Replace it on the server."],
  ERR_TLS_CERT_ALTNAME_INVALID: [
    "is for another name",
    "Put a name that it is for into the address, or give that as server name.",
  ],
};
const UNTRUSTED: Explanation = [
  "is not signed by an authority that is trusted here",
  "Give the certificate of its authority (PEM) as CA certificate; the check need not be turned off.",
];
const PROXY_HINT = "A proxy is checked by what Node.js trusts; NODE_EXTRA_CA_CERTS adds to that.";
// The server's word about our certificate, not ours about the server's.
const REFUSED = /^ERR_SSL_.*ALERT_(.*CERTIFICATE.*|UNKNOWN_CA|ACCESS_DENIED)$/;
const VERIFICATION = /^(?!ERR_SSL_).*(CERT|ISSUER|_CRL|SIGNATURE|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH)/;

/**
 * Explains a failure that is about a certificate; waiting does not mend it, so it is not retryable. Absence: it is about
 * something else. `shown`: the certificate of the server in words.
 */
export function certificateFailure(
  destination: Destination,
  code: string,
  cause: unknown,
  shown: string | undefined,
): SecretsError | undefined {
  const common = { provider: destination.provider, cause, retryable: false };
  if (REFUSED.test(code)) {
    return new SecretsError("UNAUTHENTICATED", `${subject(destination)} does not accept the client certificate.`, {
      ...common,
      hint: "It may ask for one that is not given, has expired, or is of another authority.",
    });
  }
  if (!VERIFICATION.test(code)) return undefined;
  const [reason, hint] = EXPLANATIONS[code] ?? UNTRUSTED;
  const which = shown === undefined ? "" : ` (${shown})`;
  return new SecretsError("UNAVAILABLE", `The certificate of ${object(destination)}${which} ${reason}.`, {
    ...common,
    hint: destination.isProxy ? PROXY_HINT : hint,
  });
}
