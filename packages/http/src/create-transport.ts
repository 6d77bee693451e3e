import { createSlots, SecretsError, type Slots, untilAborted } from "@mailjet-secrets/core";
import { type BaseUrl, readBaseUrl } from "./base-url.ts";
import { type Connections, createConnections } from "./connections.ts";
import { exchange, isDeadConnection } from "./exchange.ts";
import { checkPath, type Outgoing, outgoing } from "./outgoing.ts";
import { redirectTarget } from "./redirect.ts";
import { type RawAnswer, response } from "./response.ts";
import { startTimeLimit } from "./time-limit.ts";
import type { Transport, TransportOptions, TransportRequest } from "./transport.ts";
import { checkLimit, type TransportSettings, transportSettings } from "./transport-settings.ts";

const MAX_EXCHANGES = 16;

interface Resources {
  readonly settings: TransportSettings;
  readonly base: BaseUrl;
  readonly connections: Connections;
  readonly slots: Slots;
}

/**
 * Creates a {@link Transport} to one server. Does no I/O. Throws `INVALID_CONFIG` for an address that cannot be used, and
 * `TypeError` for an option of the wrong kind, or a limit that is none.
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
      request.signal.throwIfAborted();
      const controller = new AbortController();
      running.add(controller);
      try {
        const answer = await untilAborted(send(request, controller, resources), request.signal);
        return response(answer, settings.clock.now());
      } catch (error) {
        // The caller's signal ends the waiting only; this ends the work.
        controller.abort(error);
        throw error;
      } finally {
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

async function send(request: TransportRequest, controller: AbortController, resources: Resources): Promise<RawAnswer> {
  const { settings, base, slots } = resources;
  const { signal } = controller;
  const { timeoutMs = settings.timeoutMs } = request;
  checkLimit("timeoutMs", timeoutMs);
  checkPath(settings.provider, request.path);
  const message = outgoing(settings.provider, settings.headers, request);
  const giveBack = await slots.take(signal);
  // Not before: a wait behind others says nothing about the server.
  const stopTimer = startTimeLimit(controller, timeoutMs, settings);
  try {
    const address = new URL(base.origin + base.path + request.path.replace(/^\/?/, "/"));
    const answer = await sendTo(address, message, signal, resources);
    const target = redirectTarget(answer, address, request.method, settings);
    return target === undefined ? answer : await sendTo(target, message, signal, resources);
  } finally {
    stopTimer();
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
