import { readFile } from "node:fs/promises";
import type { PeerCertificate, SecureContext } from "node:tls";
import { SecretsError } from "@mailjet-secrets/core";
import type { TransportOptions } from "./transport.ts";

/** What an agent is told about certificates. */
export interface TlsSettings {
  readonly secureContext?: SecureContext;
  readonly servername: string;
  readonly rejectUnauthorized: boolean;
  readonly checkServerIdentity: (hostname: string, certificate: PeerCertificate) => Error | undefined;
}

const PAIR_HINT = "Both have to be PEM and belong together; an encrypted key needs its passphrase.";
const CERTIFICATE = /-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----[^-]+-----END (?:TRUSTED |X509 )?CERTIFICATE-----/g;

/** Makes the settings for one host. Always says whether to verify, so that no process-wide switch decides. */
export async function tlsSettings(
  options: TransportOptions,
  hostname: string,
  secureContext: SecureContext | undefined,
): Promise<TlsSettings> {
  const [{ isIP }, { checkServerIdentity }] = await Promise.all([import("node:net"), import("node:tls")]);
  const name = options.serverName ?? hostname;
  return {
    ...(secureContext === undefined ? {} : { secureContext }),
    servername: isIP(name) === 0 ? name : "",
    rejectUnauthorized: options.verifyCertificate !== false,
    // Through a proxy Node.js would compare an IP address with the proxy's name.
    checkServerIdentity: (_, certificate) => checkServerIdentity(name, certificate),
  };
}

/**
 * Reads certificates and key, once per transport, since the roots take some 30 ms. Absence: Node.js' own context will do.
 * Throws `INVALID_CONFIG`.
 */
export async function secureContext(options: TransportOptions): Promise<SecureContext | undefined> {
  if (options.caCertificates === undefined && options.clientCertificate === undefined) return undefined;
  const [{ createSecureContext }, authorities, pair] = await Promise.all([
    import("node:tls"),
    trustedCertificates(options),
    ownPair(options),
  ]);
  return createSecureContext({ ...pair, ...(authorities === undefined ? {} : { ca: authorities }) });
}

async function ownPair(
  options: TransportOptions,
): Promise<{ cert: string; key: string; passphrase?: string } | undefined> {
  if (options.clientCertificate === undefined) return undefined;
  const { certificate, key, ...passphrase } = options.clientCertificate;
  const pair = { cert: pemText(certificate), key: pemText(key), ...passphrase };
  const { createPrivateKey, X509Certificate } = await import("node:crypto");
  let belongs = false;
  let cause: unknown;
  try {
    belongs = new X509Certificate(pair.cert).checkPrivateKey(createPrivateKey(pair));
  } catch (error) {
    cause = error;
  }
  if (!belongs) throw invalid(options, "The client certificate and its key cannot be used", PAIR_HINT, cause);
  return pair;
}

async function trustedCertificates(options: TransportOptions): Promise<string[] | undefined> {
  if (options.caCertificates === undefined) return undefined;
  const { X509Certificate } = await import("node:crypto");
  const given = options.caCertificates.flatMap((text) => pemText(text).match(CERTIFICATE) ?? [""]);
  try {
    for (const text of given) new X509Certificate(text);
  } catch (cause) {
    throw invalid(
      options,
      "A CA certificate is not one",
      "It has to be PEM: -----BEGIN CERTIFICATE----- and so on.",
      cause,
    );
  }
  return [...(await roots()), ...given];
}

/** What Node.js trusts without a `ca`, which replaces it. */
async function roots(): Promise<readonly string[]> {
  const tls = await import("node:tls");
  const { getCACertificates } = tls as { getCACertificates?: (type: "default") => string[] };
  if (getCACertificates !== undefined) return getCACertificates("default");
  const file = process.env["NODE_EXTRA_CA_CERTS"];
  const extra = file === undefined ? "" : await readFile(file, "utf8").catch(() => "");
  return [...tls.rootCertificates, ...(extra.match(CERTIFICATE) ?? [])];
}

// A PEM text in an environment variable often comes with its line breaks written out.
function pemText(text: string): string {
  return text.replaceAll("\\n", "\n");
}

function invalid(options: TransportOptions, reason: string, hint: string, cause: unknown): SecretsError {
  return new SecretsError("INVALID_CONFIG", `${reason}.`, { provider: options.provider, hint, cause });
}
