import type { ClientRequest } from "node:http";
import type { Socket } from "node:net";
import type { SecretsError } from "@mailjet-secrets/core";
import { type Destination, proxyOf } from "./destination.ts";
import { failure } from "./failure.ts";
import { whenCertificateShown } from "./shown-certificate.ts";

/** How far a request has come on its way to the server. */
export interface ConnectionProgress {
  /** Who the request is at: the proxy until its tunnel is open, then the server. */
  at(): Destination;
  /** Explains a failure by how far the request has come. */
  explain(cause: unknown): SecretsError;
}

/**
 * Follows a request until it has a connection, a tunnel and TLS included, and then calls `connected`. `secure`: whether
 * there is TLS with the server.
 */
export function followConnection(
  request: ClientRequest,
  { destination, secure }: { readonly destination: Destination; readonly secure: boolean },
  connected: () => void,
): ConnectionProgress {
  let current = proxyOf(destination);
  let certificate: string | undefined;
  request.once("socket", (socket: Socket) => {
    current = destination;
    if (request.reusedSocket || (!secure && !socket.connecting)) return connected();
    const seen = (words: string): void => {
      certificate = words;
    };
    if (secure) whenCertificateShown(socket, seen);
    socket.once(secure ? "secureConnect" : "connect", connected);
  });
  return {
    at: () => current,
    explain: (cause) => failure(current, cause, certificate),
  };
}
