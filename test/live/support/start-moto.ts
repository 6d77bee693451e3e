import { createTransport, type TransportResponse } from "@mailjet-secrets/http";
import { freePort } from "./free-port.ts";
import { needed } from "./needed.ts";
import { startProcess } from "./process.ts";

/** A moto server: AWS in memory, of which it checks no signature. */
export interface Moto {
  /** `http://127.0.0.1:port`; the same after a restart. */
  readonly endpoint: string;
  readonly port: number;
  /** Environment variables with which an SDK finds it: endpoint, region, and keys that are as good as any. */
  readonly env: Readonly<Record<string, string>>;
  /** Forgets everything that was stored. */
  reset(): Promise<void>;
  output(): string;
  /** Ends the server at once; the port refuses connections until `restart`. */
  kill(): Promise<void>;
  /** Kills it and starts it anew, empty, on the same port. */
  restart(): Promise<void>;
  /** Ends it. Safe to call more than once. */
  stop(): Promise<void>;
}

/**
 * Starts a moto server on a free port of 127.0.0.1, and resolves when it serves. Needs `LIVE_MOTO_BINARY`, which
 * `npm run test:live` sets.
 */
export async function startMoto(): Promise<Moto> {
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const start = () =>
    startProcess({
      command: needed("LIVE_MOTO_BINARY"),
      args: ["-H", "127.0.0.1", "-p", String(port)],
      env: { PATH: process.env["PATH"] ?? "" },
      isReady: async () => (await call(endpoint, "GET", "/moto-api/data.json")).status === 200,
    });
  let server = await start();
  return {
    endpoint,
    port,
    env: {
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: "eu-west-1",
      AWS_ACCESS_KEY_ID: "AKIALIVETESTSEXAMPLE",
      AWS_SECRET_ACCESS_KEY: "live-tests-secret-access-key",
    },
    reset: async () => void (await call(endpoint, "POST", "/moto-api/reset")),
    output: () => server.output(),
    kill: () => server.kill(),
    async restart() {
      await server.kill();
      server = await start();
    },
    stop: () => server.kill(),
  };
}

async function call(baseUrl: string, method: "GET" | "POST", path: string): Promise<TransportResponse> {
  const transport = createTransport({ provider: "live test", baseUrl, maxResponseBytes: 16 * 1_048_576 });
  return transport.request({ method, path, signal: new AbortController().signal }).finally(() => transport.close());
}
