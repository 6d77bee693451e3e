import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type Pair, withNewSecret } from "./pair.ts";

/** Lets the process of an example ask for a rotation when it is ready for one. Mailjet has no such thing. */
export interface RotationServer {
  /** Rotates at each request to it; the answer comes when that is done. */
  readonly url: string;
  close(): void;
}

/** Starts it on a free port of 127.0.0.1. `rotate` puts a new secret for the key of the pair in the place of the old one. */
export async function startRotationServer(
  pair: Pair,
  rotate: (newPair: Pair) => void | Promise<void>,
): Promise<RotationServer> {
  const server = createServer(async (_request, response) => {
    await rotate(withNewSecret(pair));
    response.end();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
