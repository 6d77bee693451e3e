import { createSlots, SecretsError, type Slots } from "@mailjet-secrets/core";
import { type BaseUrl, readBaseUrl } from "./base-url.ts";
import { type Connections, createConnections } from "./connections.ts";
import { exchange, isDeadConnection } from "./exchange.ts";
import { checkPath, type Outgoing, outgoing } from "./outgoing.ts";
import { redirectTarget } from "./redirect.ts";
import { endInTime } from "./request-end.ts";
import { type RawAnswer, response } from "./response.ts";
import type { Transport, TransportOptions, TransportRequest } from "./transport.ts";
import { type TransportSettings, transportSettings } from "./transport-settings.ts";

const MAX_EXCHANGES = 16;

interface Resources {
  readonly settings: TransportSettings;
  readonly base: BaseUrl;
  readonly connections: Connections;
  readonly slots: Slots;
}

/**
 * Creates a {@link Transport} to one server. Does no I/O. Throws `INVALID_CONFIG` for an address that cannot be used, and
 * `TypeError` for a limit that is none.
 */
export function createTransport(options: TransportOptions): Transport {
  const settings = transportSettings(options);
  const resources: Resources = {
    settings,
    base: readBaseUrl(settings),
    connections: createConnections(settings),
    slots: createSlots(MAX_EXCHANGES),
  };
  const running = new Set<AbortController>();
  let closed = false;

  return {
    async request(request) {
      if (closed) throw closedError(settings);
      const controller = new AbortController();
      const release = endInTime(controller, request, settings);
      running.add(controller);
      try {
        return response(await send(request, controller.signal, resources), settings.clock.now());
      } finally {
        release();
        running.delete(controller);
      }
    },
    async close() {
      closed = true;
      for (const controller of running) controller.abort(closedError(settings));
      resources.connections.close();
    },
  };
}

async function send(request: TransportRequest, signal: AbortSignal, resources: Resources): Promise<RawAnswer> {
  const { settings, base, slots } = resources;
  checkPath(settings.provider, request.path);
  const message = outgoing(settings.provider, settings.headers, request);
  const giveBack = await slots.take(signal);
  try {
    const address = new URL(base.origin + base.path + request.path.replace(/^\/?/, "/"));
    const answer = await sendTo(address, message, signal, resources);
    const target = redirectTarget(answer, address, request.method, settings);
    return target === undefined ? answer : await sendTo(target, message, signal, resources);
  } finally {
    giveBack();
  }
}

async function sendTo(target: URL, message: Outgoing, signal: AbortSignal, resources: Resources): Promise<RawAnswer> {
  const route = await resources.connections.route(target);
  const attempt = (): Promise<RawAnswer> => exchange(route, message, { ...resources.settings, signal });
  return attempt().catch((error: unknown) => {
    if (!isDeadConnection(error)) throw error;
    // The others that are kept are as old: a process that was frozen finds all of them dead.
    route.dropIdle();
    if (message.method !== "GET") throw error.deadConnection;
    return attempt().catch((again: unknown) => {
      throw isDeadConnection(again) ? again.deadConnection : again;
    });
  });
}

function closedError({ provider }: TransportSettings): SecretsError {
  return new SecretsError("CLOSED", "The connection was closed by the program.", { provider });
}
