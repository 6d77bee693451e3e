import type { TransportOptions } from "@mailjet-secrets/http";
import type { CredentialContext } from "./credential-source.ts";
import { vaultSwitch, vaultVariable } from "./environment.ts";
import { shownFile } from "./shown-names.ts";
import { readTextFile, readTextFiles } from "./text-file.ts";
import { vaultError } from "./vault-failure.ts";
import type { VaultTlsOptions } from "./vault-options.ts";

type TlsPart = Pick<TransportOptions, "caCertificates" | "clientCertificate" | "serverName" | "verifyCertificate">;

const NOT_VERIFIED =
  "The certificate of Vault is not checked (VAULT_SKIP_VERIFY or tls.verifyCertificate): anybody on the way can read the secrets.";

/** Reads certificates from options, files and environment. Throws `INVALID_CONFIG`. */
export async function tlsOptions(tls: VaultTlsOptions, context: CredentialContext): Promise<TlsPart> {
  const [caCertificates, clientCertificate] = await Promise.all([authorities(tls, context), identity(tls, context)]);
  const serverName = tls.serverName ?? vaultVariable(context.environment, "TLS_SERVER_NAME");
  const verifyCertificate = tls.verifyCertificate ?? !vaultSwitch(context.environment, "SKIP_VERIFY");
  if (!verifyCertificate) process.emitWarning(NOT_VERIFIED, { code: "MAILJET_SECRETS_VAULT_NOT_VERIFIED" });
  return {
    ...(caCertificates.length === 0 ? {} : { caCertificates }),
    ...(clientCertificate === undefined ? {} : { clientCertificate }),
    ...(serverName === undefined ? {} : { serverName }),
    verifyCertificate,
  };
}

async function authorities(tls: VaultTlsOptions, { environment, signal }: CredentialContext): Promise<string[]> {
  const own = tls.ca !== undefined || tls.caFile !== undefined || tls.caDirectory !== undefined;
  const variable = (name: string): string | undefined => (own ? undefined : vaultVariable(environment, name));
  const text = tls.ca ?? variable("CACERT_BYTES");
  const file = tls.caFile ?? variable("CACERT");
  const directory = tls.caDirectory ?? variable("CAPATH");
  const found = [
    ...(text === undefined ? [] : [text]),
    ...(file === undefined ? [] : [await readTextFile(file, "the CA certificate (tls.caFile, VAULT_CACERT)", signal)]),
  ];
  if (directory === undefined) return found;
  const all = await readTextFiles(directory, "CA certificates (tls.caDirectory, VAULT_CAPATH)", signal);
  const certificates = all.filter((content) => content.includes("CERTIFICATE-----"));
  if (certificates.length > 0) return [...found, ...certificates];
  const shown = shownFile(directory) ?? "The directory of tls.caDirectory (VAULT_CAPATH)";
  throw vaultError("INVALID_CONFIG", `${shown} holds no CA certificate.`, { hint: "PEM files are needed." });
}

async function identity(
  tls: VaultTlsOptions,
  { environment, signal }: CredentialContext,
): Promise<TransportOptions["clientCertificate"]> {
  const read = async (text: string | undefined, path: string | undefined, what: string): Promise<string | undefined> =>
    text ?? (path === undefined ? undefined : readTextFile(path, what, signal));
  const own = [tls.clientCertificate, tls.clientCertificateFile, tls.clientKey, tls.clientKeyFile].some(
    (given) => given !== undefined,
  );
  const variable = (name: string): string | undefined => (own ? undefined : vaultVariable(environment, name));
  const certificateFile = tls.clientCertificateFile ?? variable("CLIENT_CERT");
  const keyFile = tls.clientKeyFile ?? variable("CLIENT_KEY");
  const certificate = await read(tls.clientCertificate, certificateFile, "the client certificate");
  const key = await read(tls.clientKey, keyFile, "the client certificate's key");
  if (certificate !== undefined && key !== undefined) return { certificate, key };
  if (certificate === undefined && key === undefined) return undefined;
  throw vaultError("INVALID_CONFIG", "Only one of client certificate and key is given.", {
    hint: "Give both, by tls or by VAULT_CLIENT_CERT and VAULT_CLIENT_KEY.",
  });
}
