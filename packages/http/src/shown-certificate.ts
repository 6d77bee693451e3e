import type { Socket } from "node:net";
import type { PeerCertificate, TLSSocket } from "node:tls";

const LONGEST = 60;

/**
 * Puts the certificate that the other side shows into words, for messages. `seen` is called before it is verified, since
 * afterwards a socket with a bad one is gone already; never, if the platform has no such moment.
 */
export function whenCertificateShown(socket: Socket, seen: (words: string) => void): void {
  socket.prependOnceListener("secure", () => {
    const { subject, issuer } = (socket as TLSSocket).getPeerCertificate() as Partial<PeerCertificate>;
    seen(`${name(subject)}, issued by ${name(issuer)}`);
  });
}

// Written by whoever made it: printable text only, and not much of it.
function name(holder: PeerCertificate["subject"] | undefined): string {
  const words = [holder?.CN ?? holder?.O ?? "no name"].flat().join(" ");
  return words.replace(/[^\x20-\x7e]/g, "?").slice(0, LONGEST);
}
