import type { AddressInfo, Server, Socket } from "node:net";

/** A server that listens. */
export interface LoopbackServer {
  readonly port: number;
  /** Number of connections that were opened so far. */
  connectionCount(): number;
  /** Number of connections that are open now. */
  openConnections(): number;
  /** Cuts all connections. */
  cut(): void;
  /** Cuts all connections and refuses new ones. */
  goDown(): Promise<void>;
  /** Ends `goDown`, on the same port. */
  comeBack(): Promise<void>;
  /** Cuts all connections and frees the port for good. Safe to call more than once. */
  close(): Promise<void>;
}

/**
 * Starts the server on a free port of 127.0.0.1. As long as `refuse` says so, new connections are reset at once, before
 * any TLS, as a firewall does it. @default never
 */
export async function listenOnLoopback(server: Server, refuse: () => boolean = () => false): Promise<LoopbackServer> {
  const sockets = new Set<Socket>();
  let connections = 0;
  server.on("connection", (socket: Socket) => {
    connections += 1;
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    if (refuse()) socket.resetAndDestroy();
  });
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  const goDown = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      cut();
    });
  await listen(server, 0);
  const { port } = server.address() as AddressInfo;
  let closing: Promise<void> | undefined;
  return {
    port,
    connectionCount: () => connections,
    openConnections: () => sockets.size,
    cut,
    goDown,
    comeBack: () => listen(server, port),
    close() {
      closing ??= goDown();
      return closing;
    },
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", reject);
      resolve();
    });
  });
}
