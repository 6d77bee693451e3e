import { once } from "node:events";
import { type AddressInfo, createServer, type Server } from "node:net";

const ATTEMPTS = 20;

/** Finds a port of 127.0.0.1 that is free, and so is the one after it: OpenBao takes that for its cluster. */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const first = await listen(0);
    const { port } = first.address() as AddressInfo;
    const second = await listen(port + 1).catch(() => undefined);
    await Promise.all([first, second].map(close));
    if (second !== undefined) return port;
  }
  throw new Error("No two free ports in a row were found.");
}

async function listen(port: number): Promise<Server> {
  const server = createServer().listen(port, "127.0.0.1");
  await once(server, "listening");
  return server;
}

async function close(server: Server | undefined): Promise<void> {
  if (server === undefined) return;
  server.close();
  await once(server, "close");
}
