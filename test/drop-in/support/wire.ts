import { createHash } from "node:crypto";
import { createServer as createPlainServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer, request as httpsRequest } from "node:https";
import type { AddressInfo, Server } from "node:net";
import { buffer } from "node:stream/consumers";
import type { MailjetEmulator } from "@mailjet-secrets/testing";
import { localCertificate } from "../../../packages/testing/src/local-certificate.ts";

/** One request, as its bytes were. */
export interface WireRequest {
  readonly method: string;
  /** Path and query as sent; through a proxy the whole address. */
  readonly target: string;
  /** Names and values in their order; of the login only its scheme and a hash. */
  readonly headers: readonly string[];
  readonly body: string;
}

/** What to answer in place of the emulator. */
export interface ScriptedAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export type Script = (method: string, path: string) => ScriptedAnswer | undefined;

/** Stands before the emulators, keeps one address for all of them, and sees the bytes that the emulator only parses. */
export interface Wire {
  /** `127.0.0.1:PORT`, over TLS. */
  readonly host: string;
  readonly port: number;
  /** Port of the same over plain HTTP: a proxy that reads everything. */
  readonly plainPort: number;
  /** Sends what comes on to this emulator, and forgets what came before. */
  forwardTo(emulator: MailjetEmulator, script: Script): void;
  readonly received: readonly WireRequest[];
  close(): void;
}

/** Starts a {@link Wire}. */
export async function startWire(): Promise<Wire> {
  const received: WireRequest[] = [];
  let target: { emulator: MailjetEmulator; script: Script } | undefined;
  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    void pass(request, response).catch(() => request.socket.destroy());
  };
  const pass = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await buffer(request);
    received.push(describe(request, body));
    if (target === undefined) throw new Error("There is no emulator to pass this on to.");
    const { pathname, search } = new URL(request.url ?? "/", "https://localhost");
    const scripted = target.script(request.method ?? "", pathname);
    if (scripted) response.writeHead(scripted.status, scripted.headers).end(scripted.body);
    else await forward(target.emulator, pathname + search, request, body, response);
  };
  const { certificate, privateKey } = await localCertificate();
  const secure = createServer({ cert: certificate, key: privateKey }, handle);
  const plain = createPlainServer(handle);
  const [port, plainPort] = await Promise.all([listen(secure), listen(plain)]);
  return {
    host: `127.0.0.1:${port}`,
    port,
    plainPort,
    received,
    forwardTo(emulator, script) {
      target = { emulator, script };
      received.length = 0;
    },
    close() {
      for (const server of [secure, plain]) server.close().closeAllConnections();
    },
  };
}

function forward(
  emulator: MailjetEmulator,
  path: string,
  from: IncomingMessage,
  body: Buffer,
  to: ServerResponse,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const options = { ca: emulator.certificate, agent: false, method: from.method ?? "", headers: from.headers };
    const request = httpsRequest(emulator.url + path, options, (answer) => {
      const { connection: _connection, ...headers } = answer.headers;
      to.writeHead(answer.statusCode ?? 0, headers);
      answer.pipe(to).once("finish", resolve);
    });
    request.once("error", reject).end(body);
    to.once("close", () => request.destroy()); // the caller has its answer, or went away
  });
}

function describe(request: IncomingMessage, body: Buffer): WireRequest {
  const headers: string[] = [];
  for (let index = 0; index < request.rawHeaders.length; index += 2) {
    const [name = "", value = ""] = request.rawHeaders.slice(index, index + 2);
    headers.push(`${name}: ${/^authorization$/i.test(name) ? hashedLogin(value) : value}`);
  }
  return { method: request.method ?? "", target: request.url ?? "", headers, body: body.toString("latin1") };
}

function hashedLogin(value: string): string {
  return `${value.split(" ")[0]} ${createHash("sha256").update(value).digest("hex").slice(0, 8)}`;
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}
