import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { type AddressInfo, createServer as createTcpServer, type Server as NetServer, type Socket } from "node:net";
import type { TlsOptions } from "node:tls";
import { onTestFinished } from "vitest";
import { localCertificate } from "../../../testing/src/local-certificate.ts";

/** A server on 127.0.0.1 that lives as long as the test that started it. */
export interface TestServer {
  readonly port: number;
  /** `http://127.0.0.1:port`, or `https:`. */
  readonly url: string;
  /** Every connection that was opened so far. */
  readonly sockets: readonly Socket[];
  /** Resolves when all connections that were opened so far are closed. */
  allClosed(): Promise<void>;
  close(): Promise<void>;
}

export async function startHttp(listener: RequestListener): Promise<TestServer> {
  return start(createServer(listener), "http");
}

export async function startHttps(listener: RequestListener, options: TlsOptions = {}): Promise<TestServer> {
  const { certificate, privateKey } = await localCertificate();
  const server = createSecureServer({ cert: certificate, key: privateKey, ...options }, listener);
  return start(server, "https");
}

/** A server that speaks whatever `onConnection` writes. */
export async function startTcp(onConnection: (socket: Socket) => void): Promise<TestServer> {
  return start(createTcpServer(onConnection), "http");
}

export async function startOnSocket(path: string, listener: RequestListener): Promise<void> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => void server.listen(path, resolve));
  onTestFinished(() => void server.close());
}

async function start(server: Server | NetServer, scheme: string): Promise<TestServer> {
  const sockets: Socket[] = [];
  server.on("connection", (socket: Socket) => {
    // What a client cuts off is an error here, and no concern of the tests.
    socket.on("error", () => {});
    sockets.push(socket);
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const close = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    await new Promise<void>((resolve) => void server.close(() => resolve()));
  };
  const allClosed = async (): Promise<void> => {
    await Promise.all(sockets.map(whenClosed));
  };
  onTestFinished(close);
  return { port, url: `${scheme}://127.0.0.1:${port}`, sockets, allClosed, close };
}

function whenClosed(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    if (socket.closed) resolve();
    // Read to its end: a socket that nobody reads does not see that the other side has gone.
    else socket.resume().once("close", () => resolve());
  });
}
