import { readFile } from "node:fs/promises";
import type { PeerCertificate, SecureContext, SecureContextOptions } from "node:tls";
import { SecretsError } from "@mailjet-secrets/core";
import type { TransportOptions } from "./transport.ts";

/** What an agent is told about certificates. */
export interface TlsSettings {
  readonly secureContext?: SecureContext;
  readonly servername: string;
  readonly rejectUnauthorized: boolean;
  readonly checkServerIdentity: (hostname: string, certificate: PeerCertificate) => Error | undefined;
}

interface OwnPair {
  readonly cert: string;
  readonly key: string;
  readonly passphrase?: string;
}

const PAIR = "The client certificate and its key (clientCertificate) cannot be used";
const PAIR_HINT = "Both have to be PEM and belong together; an encrypted key needs its passphrase.";
const REFUSED_PAIR_HINT =
  "OpenSSL refuses them: the key is too small, the signature too weak, or a certificate of the chain is damaged.";
const AUTHORITY = "A CA certificate (caCertificates) cannot be used";
const AUTHORITY_HINT = "It has to be PEM: -----BEGIN CERTIFICATE----- and so on.";
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
  try {
    return createSecureContext({ ...pair, ...(authorities === undefined ? {} : { ca: authorities }) });
  } catch (cause) {
    // OpenSSL has rules of its own, as for the size of a key, and does not say which certificate breaks them.
    const isPair = pair !== undefined && !isAccepted(pair, createSecureContext);
    throw isPair
      ? invalid(options, PAIR, REFUSED_PAIR_HINT, cause)
      : invalid(options, AUTHORITY, AUTHORITY_HINT, cause);
  }
}

function isAccepted(pair: OwnPair, create: (options: SecureContextOptions) => SecureContext): boolean {
  try {
    return create(pair) !== undefined;
  } catch {
    return false;
  }
}

async function ownPair(options: TransportOptions): Promise<OwnPair | undefined> {
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
  if (!belongs) throw invalid(options, PAIR, PAIR_HINT, cause);
  return pair;
}

async function trustedCertificates(options: TransportOptions): Promise<string[] | undefined> {
  if (options.caCertificates === undefined) return undefined;
  const { X509Certificate } = await import("node:crypto");
  const given = options.caCertificates.flatMap((text) => pemText(text).match(CERTIFICATE) ?? [""]);
  try {
    for (const text of given) new X509Certificate(text);
  } catch (cause) {
    throw invalid(options, AUTHORITY, AUTHORITY_HINT, cause);
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
