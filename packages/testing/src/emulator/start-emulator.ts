import { createServer as createHttpServer, type RequestListener, type ServerResponse } from "node:http";
import { createServer as createHttpsServer, type ServerOptions } from "node:https";
import type { Clock } from "@mailjet-secrets/core";
import { listenOnLoopback } from "../loopback-server.ts";
import type { ActiveFaults } from "./active-faults.ts";
import type { Emulator } from "./emulator.ts";
import { type OpenHold, openHold } from "./hold.ts";
import type { Obstacles } from "./serve-request.ts";

/** What distinguishes one emulator from the next. */
export interface EmulatorParts<Fault> {
  /** Certificate and key, and what else an HTTPS server takes. Absence: it speaks HTTP. */
  readonly tls?: ServerOptions | undefined;
  /** What stands behind the port in the URL. @default nothing */
  readonly basePath?: string;
  readonly clock: Clock;
  readonly faults: ActiveFaults<Fault>;
  readonly serve: (...exchange: [...Parameters<RequestListener>, Obstacles<Fault>]) => Promise<void>;
  /** As long as it says so, new connections are reset. @default never */
  readonly refuse?: () => boolean;
  /** Frees what else there is to free. */
  readonly atClose?: () => Promise<void>;
}

/** Starts the server of an emulator on a free port of 127.0.0.1. */
export async function startEmulator<Fault>(parts: EmulatorParts<Fault>): Promise<Emulator<Fault>> {
  const open = new Set<ServerResponse>();
  const holds = new Set<OpenHold>();
  const obstacles = { clock: parts.clock, faults: parts.faults, holds: () => [...holds] };
  const listener: RequestListener = (request, response) => {
    open.add(response);
    response.once("close", () => open.delete(response));
    // The caller went away in the middle of its request; nobody is left to answer.
    parts.serve(request, response, obstacles).catch(() => request.socket.destroy());
  };
  const server = parts.tls === undefined ? createHttpServer(listener) : createHttpsServer(parts.tls, listener);
  const listening = await listenOnLoopback(server, parts.refuse);
  const close = async (): Promise<void> => {
    for (const hold of holds) hold.release();
    await Promise.all([listening.close(), parts.atClose?.()]);
  };
  const scheme = parts.tls === undefined ? "http" : "https";
  return {
    url: `${scheme}://127.0.0.1:${listening.port}${parts.basePath ?? ""}`,
    port: listening.port,
    get connectionCount() {
      return listening.connectionCount();
    },
    get openConnections() {
      return listening.openConnections();
    },
    get openRequests() {
      return open.size;
    },
    fail: parts.faults.add,
    clearFaults: parts.faults.clear,
    hold(subject = "") {
      const hold = openHold(subject);
      holds.add(hold);
      return hold;
    },
    cutConnections: listening.cut,
    goDown: listening.goDown,
    comeBack: listening.comeBack,
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** Adds to an emulator what it alone has; unlike a spread it keeps properties that are computed when asked for. */
export function withMore<Base extends object, More extends object>(base: Base, more: More): Base & More {
  return Object.defineProperties(base, Object.getOwnPropertyDescriptors(more)) as Base & More;
}
