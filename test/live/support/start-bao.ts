import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTransport } from "@mailjet-secrets/http";
import { freePort } from "./free-port.ts";
import { needed } from "./needed.ts";
import { type ServerProcess, startProcess } from "./process.ts";

export interface BaoOptions {
  /** Serves https: with a certificate of its own authority. @default false */
  readonly tls?: boolean;
  /** More arguments of `bao server`. */
  readonly args?: readonly string[];
  /** Environment variables of the server; it gets no others but PATH and HOME. */
  readonly env?: Readonly<Record<string, string>>;
  /** A configuration file in HCL or JSON, in addition to what dev mode brings. */
  readonly config?: string;
}

export interface BaoAnswer {
  readonly status: number;
  /** The JSON body, or `undefined` if there is none. */
  readonly body: unknown;
}

/** An OpenBao server in dev mode: in memory, unsealed, KV version 2 at `secret/`. */
export interface Bao {
  /** `http://127.0.0.1:port`, or `https:`; the same after a restart. */
  readonly address: string;
  readonly port: number;
  readonly rootToken: string;
  /** Authority of the certificate as PEM text, another one after a restart. `undefined` without `tls`. */
  readonly caCertificate: string | undefined;
  /** The file that holds it; there with `tls` only. */
  readonly caFile: string;
  /** Sends a request with the root token, `/v1/` included in the path: for setting things up. */
  request(method: "GET" | "POST" | "PUT" | "DELETE", path: string, body?: object): Promise<BaoAnswer>;
  /** What the server has printed since it was started last. */
  output(): string;
  /** Ends the server at once; the port refuses connections until `restart`. */
  kill(): Promise<void>;
  /** Kills it and starts it anew on the same port: all secrets, mounts, policies and tokens but the root token are gone. */
  restart(): Promise<void>;
  /** Ends it and removes its files. Safe to call more than once. */
  stop(): Promise<void>;
}

const ROOT_TOKEN = "live-root-token";

type Request = Bao["request"];

/**
 * Starts an OpenBao server on a free port of 127.0.0.1, and resolves when it serves. Needs `LIVE_BAO_BINARY`, which
 * `npm run test:live` sets.
 */
export async function startBao(options: BaoOptions = {}): Promise<Bao> {
  const folder = await mkdtemp(join(tmpdir(), "live-bao-"));
  const port = await freePort();
  const address = `${options.tls === true ? "https" : "http"}://127.0.0.1:${port}`;
  const caFile = join(folder, "vault-ca.pem");
  const args = await serverArguments(options, folder, port);
  let caCertificate: string | undefined;
  const request: Request = (...call) => requestAsRoot(address, caCertificate, ...call);
  const isReady = async (): Promise<boolean> => {
    if (options.tls === true) caCertificate = await readFile(caFile, "utf8");
    // The mount answers 400 for a moment, while it becomes one of version 2.
    return (await request("GET", "/v1/secret/config")).status === 200;
  };
  const start = async (): Promise<ServerProcess> => {
    await rm(caFile, { force: true });
    const env = { PATH: process.env["PATH"] ?? "", HOME: folder, ...options.env };
    return startProcess({ command: needed("LIVE_BAO_BINARY"), args, env, isReady });
  };
  let server = await start();
  return {
    address,
    port,
    rootToken: ROOT_TOKEN,
    caFile,
    get caCertificate() {
      return caCertificate;
    },
    request,
    output: () => server.output(),
    kill: () => server.kill(),
    async restart() {
      await server.kill();
      server = await start();
    },
    async stop() {
      await server.kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function serverArguments(options: BaoOptions, folder: string, port: number): Promise<string[]> {
  const config = join(folder, "more.hcl");
  if (options.config !== undefined) await writeFile(config, options.config);
  return [
    ...["server", "-dev", "-dev-no-store-token", `-dev-root-token-id=${ROOT_TOKEN}`],
    `-dev-listen-address=127.0.0.1:${port}`,
    ...(options.tls === true ? ["-dev-tls", `-dev-tls-cert-dir=${folder}`] : []),
    ...(options.config === undefined ? [] : [`-config=${config}`]),
    ...(options.args ?? []),
  ];
}

async function requestAsRoot(
  baseUrl: string,
  caCertificate: string | undefined,
  ...[method, path, body]: Parameters<Request>
): Promise<BaoAnswer> {
  const transport = createTransport({
    provider: "live test",
    baseUrl,
    headers: { "x-vault-token": ROOT_TOKEN },
    ...(caCertificate === undefined ? {} : { caCertificates: [caCertificate] }),
  });
  const content = body === undefined ? {} : { body: JSON.stringify(body) };
  const answer = await transport
    .request({ method, path, ...content, signal: new AbortController().signal })
    .finally(() => transport.close());
  return { status: answer.status, body: answer.json() };
}
