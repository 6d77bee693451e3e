import { globalAgent } from "node:https";
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

/** Makes the self-signed certificate of this process for `localhost`, `127.0.0.1` and `::1`; once, then the same one. */
export function localCertificate(): Promise<LocalCertificate> {
  pending ??= makeCertificate();
  return pending;
}

async function makeCertificate(): Promise<LocalCertificate> {
  const made = await generate([{ name: "commonName", value: "localhost" }], {
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
    const known = globalAgent.options.ca ?? rootCertificates;
    // A context of its own: with `options.ca` the agent would join all root certificates into a name at every request.
    globalAgent.options.secureContext = createSecureContext({ ca: [known, certificate].flat() });
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
