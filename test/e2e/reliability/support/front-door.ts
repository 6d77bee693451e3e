import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** The address of a server, which stays the same while the server comes and goes. */
export interface FrontDoor {
  readonly port: number;
  /** Cuts all connections; new ones are refused by the machine, as if no process listened. */
  shut(): Promise<void>;
  /** Listens again at the same port. */
  open(): Promise<void>;
}

/** Opens a port of 127.0.0.1 that leads to another one. */
export async function openFrontDoor(target: string): Promise<FrontDoor> {
  const { hostname, port: targetPort } = new URL(target);
  const sockets = new Set<Socket>();
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.once("close", () => sockets.delete(socket));
  };
  const server = createServer((caller) => {
    const inside = connect(Number(targetPort), hostname);
    keep(caller);
    keep(inside);
    caller.pipe(inside).pipe(caller);
    caller.once("close", () => inside.destroy());
    inside.once("close", () => caller.destroy());
  });
  let port = 0;
  const open = (): Promise<void> =>
    new Promise((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, "127.0.0.1", () => {
        server.off("error", reject);
        resolve();
      });
    });
  await open();
  port = (server.address() as AddressInfo).port;
  return {
    port,
    open,
    shut: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
