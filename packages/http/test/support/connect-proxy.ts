import { createServer, type IncomingMessage } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { type AddressInfo, connect, type Socket } from "node:net";
import { onTestFinished } from "vitest";

/** A proxy that opens tunnels to one port of 127.0.0.1, whatever host it is asked for. */
export interface ConnectProxy {
  readonly port: number;
  readonly url: string;
  /** What it was asked for: `host:port`. */
  readonly targets: readonly string[];
  /** The login of each request for a tunnel. */
  readonly logins: readonly (string | undefined)[];
}

/** `answer`: the status line and headers of every answer. @default a tunnel. `tls`: of the proxy itself. @default none */
export async function startConnectProxy(
  targetPort: number,
  answer?: string,
  tls?: { readonly cert: string; readonly key: string },
): Promise<ConnectProxy> {
  const targets: string[] = [];
  const logins: (string | undefined)[] = [];
  const sockets: Socket[] = [];
  const server = tls === undefined ? createServer() : createSecureServer(tls);
  server.on("connection", (socket) => sockets.push(socket));
  server.on("connect", (request: IncomingMessage, socket: Socket, head: Buffer) => {
    targets.push(request.url ?? "");
    logins.push(request.headers["proxy-authorization"]);
    socket.on("error", () => {});
    if (answer !== undefined) return void socket.end(`${answer}\r\n\r\n`);
    const upstream = connect(targetPort, "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      upstream.write(head);
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on("error", () => socket.destroy());
    sockets.push(upstream);
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise<void>((resolve) => void server.close(() => resolve()));
  });
  const { port } = server.address() as AddressInfo;
  return { port, url: `${tls === undefined ? "http" : "https"}://127.0.0.1:${port}`, targets, logins };
}
