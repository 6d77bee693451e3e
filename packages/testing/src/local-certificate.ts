import { randomUUID } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { globalAgent } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSecureContext, rootCertificates, type SecureContext } from "node:tls";
import { generate } from "selfsigned";

/** Certificate and key of the emulators' HTTPS servers, both PEM. */
export interface LocalCertificate {
  readonly certificate: string;
  readonly privateKey: string;
}

const DAY_MS = 86_400_000;
let pending: Promise<LocalCertificate> | undefined;
let trusting = 0;
let contextBefore: SecureContext | undefined;
/** Kept, because reading all root certificates takes some 30 ms. */
let trusted: { readonly known: unknown; readonly certificate: string; readonly context: SecureContext } | undefined;

/** Makes the self-signed certificate of this process for `localhost`, `127.0.0.1` and `::1`; once, then the same one. */
export function localCertificate(): Promise<LocalCertificate> {
  pending ??= makeCertificate();
  return pending;
}

async function makeCertificate(): Promise<LocalCertificate> {
  // Of two certificates of one name that are trusted, such as another process' one, OpenSSL tries the first only.
  const name = [
    { name: "commonName", value: "localhost" },
    { name: "organizationName", value: `Emulator ${randomUUID()}` },
  ];
  const made = await generate(name, {
    keyType: "ec",
    algorithm: "sha256",
    notBeforeDate: new Date(Date.now() - DAY_MS),
    notAfterDate: new Date(Date.now() + 30 * DAY_MS),
    extensions: [
      { name: "basicConstraints", cA: true, critical: true },
      { name: "keyUsage", digitalSignature: true, keyCertSign: true },
      { name: "extKeyUsage", serverAuth: true },
      {
        name: "subjectAltName",
        altNames: [
          { type: 2, value: "localhost" },
          { type: 7, ip: "127.0.0.1" },
          { type: 7, ip: "::1" },
        ],
      },
    ],
  });
  return { certificate: made.cert, privateKey: made.private };
}

/**
 * Lets `node:https` requests of this process, by the global agent, trust the certificate beside the authorities they
 * trust already. Returns a function that takes the trust back, when all who asked for it have done so.
 */
export function trustCertificate(certificate: string): () => void {
  if (trusting === 0) {
    contextBefore = globalAgent.options.secureContext;
    globalAgent.options.secureContext = contextWith(certificate);
  }
  trusting += 1;
  let active = true;
  return () => {
    if (!active) return;
    active = false;
    trusting -= 1;
    if (trusting > 0) return;
    if (contextBefore === undefined) delete globalAgent.options.secureContext;
    else globalAgent.options.secureContext = contextBefore;
  };
}

// Not `options.ca`: the agent would join all root certificates into the name of a connection at every request.
function contextWith(certificate: string): SecureContext {
  const known = globalAgent.options.ca ?? rootCertificates;
  if (trusted?.known !== known || trusted.certificate !== certificate) {
    trusted = { known, certificate, context: createSecureContext({ ca: [known, certificate].flat() }) };
  }
  return trusted.context;
}

/** Puts the certificate into a temporary file when `write` is called, for `NODE_EXTRA_CA_CERTS`, until `remove` is. */
export function certificateFile(certificate: string): { write: () => Promise<string>; remove: () => Promise<void> } {
  let directory: Promise<string> | undefined;
  return {
    async write() {
      directory ??= mkdtemp(join(tmpdir(), "mailjet-emulator-"));
      const file = join(await directory, "certificate.pem");
      await writeFile(file, certificate);
      return file;
    },
    async remove() {
      if (directory !== undefined) await rm(await directory, { recursive: true, force: true });
    },
  };
}
