import type { AddressInfo, Server, Socket } from "node:net";

/** A server that listens. */
export interface LoopbackServer {
  readonly port: number;
  /** Cuts all connections and frees the port. Safe to call more than once. */
  close(): Promise<void>;
}

/**
 * Starts the server on a free port of 127.0.0.1. As long as `refuse` says so, new connections are reset at once, before
 * any TLS, as a firewall does it. @default never
 */
export async function listenOnLoopback(server: Server, refuse: () => boolean = () => false): Promise<LoopbackServer> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    if (refuse()) socket.resetAndDestroy();
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closing ??= new Promise((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
    return closing;
  };
  return { port: (server.address() as AddressInfo).port, close };
}
