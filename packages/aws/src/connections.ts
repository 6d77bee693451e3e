import type { Agent as HttpAgent } from "node:http";
import type { Agent as HttpsAgent } from "node:https";

/** The connections of one client. */
export interface Connections {
  readonly httpAgent: HttpAgent;
  readonly httpsAgent: HttpsAgent;
  /** Cuts those that no request uses. */
  dropIdle(): void;
}

/** Most connections of a client, and most requests at a time: each new one costs a TLS handshake. */
export const MOST_CONNECTIONS = 16;

/** Creates the connections of a client. Opens none. */
export function createConnections(): Connections {
  const options = { keepAlive: true, maxSockets: MOST_CONNECTIONS };
  // Not imported: they take 7 ms, and the SDK has loaded them by now.
  const [http, https] = [process.getBuiltinModule("node:http"), process.getBuiltinModule("node:https")];
  // Said explicitly, so that NODE_TLS_REJECT_UNAUTHORIZED does not decide.
  const agents = {
    httpAgent: new http.Agent(options),
    httpsAgent: new https.Agent({ ...options, rejectUnauthorized: true }),
  };
  return {
    ...agents,
    dropIdle() {
      for (const { freeSockets } of Object.values(agents)) {
        for (const socket of Object.values(freeSockets).flat()) socket?.destroy();
      }
    },
  };
}
