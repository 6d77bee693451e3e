import { MAX_TIMER_MS, SecretsError, systemClock } from "@mailjet-secrets/core";
import { type BaseUrl, readBaseUrl } from "./base-url.ts";
import { type Connections, createConnections } from "./connections.ts";
import { exchange, StaleConnection } from "./exchange.ts";
import { checkPath, type Outgoing, outgoing } from "./outgoing.ts";
import { redirectTarget } from "./redirect.ts";
import { type RawAnswer, response } from "./response.ts";
import { createSlots, type Slots } from "./slots.ts";
import type { Transport, TransportOptions, TransportRequest } from "./transport.ts";

const DEFAULTS = {
  connectTimeoutMs: 5_000,
  timeoutMs: 10_000,
  maxResponseBytes: 1_048_576,
  clock: systemClock,
};
const MAX_EXCHANGES = 16;

type Settings = TransportOptions & typeof DEFAULTS;

interface Resources {
  readonly settings: Settings;
  readonly base: BaseUrl;
  readonly connections: Connections;
  readonly slots: Slots;
}

/**
 * Creates a {@link Transport} to one server. Does no I/O. Throws `INVALID_CONFIG` for an address that cannot be used, and
 * `TypeError` for a limit that is none.
 */
export function createTransport(options: TransportOptions): Transport {
  const settings = withDefaults(options);
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
      running.add(controller);
      const release = limit(controller, request, settings);
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
  signal.throwIfAborted();
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
  const limits = { ...resources.settings, signal };
  try {
    return await exchange(route, message, limits);
  } catch (error) {
    if (!(error instanceof StaleConnection)) throw error;
    // The other kept connections are as old: a frozen process finds all of them dead.
    route.dropIdle();
    if (message.method !== "GET") throw error.error;
    return await exchange(route, message, limits).catch((again) => {
      throw again instanceof StaleConnection ? again.error : again;
    });
  }
}

/** Ends the request by the caller's signal or by time. Returns what takes both back. */
function limit(controller: AbortController, request: TransportRequest, settings: Settings): () => void {
  const { signal, timeoutMs = settings.timeoutMs } = request;
  checkLimit("timeoutMs", timeoutMs);
  const abort = (): void => controller.abort(signal.reason);
  if (signal.aborted) abort();
  signal.addEventListener("abort", abort, { once: true });
  const cancelTimer = settings.clock.schedule(() => controller.abort(timeoutError(settings, timeoutMs)), timeoutMs);
  return () => {
    cancelTimer();
    signal.removeEventListener("abort", abort);
  };
}

function withDefaults(options: TransportOptions): Settings {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  const settings: Settings = { ...DEFAULTS, ...(Object.fromEntries(given) as unknown as TransportOptions) };
  for (const name of ["connectTimeoutMs", "timeoutMs", "maxResponseBytes"] as const) checkLimit(name, settings[name]);
  return settings;
}

function checkLimit(name: string, value: number): void {
  if (!(value > 0 && value <= MAX_TIMER_MS)) throw new TypeError(`${name} must be a number from 1 to ${MAX_TIMER_MS}.`);
}

function timeoutError({ provider, baseUrl }: Settings, timeoutMs: number): SecretsError {
  return new SecretsError("TIMEOUT", `${new URL(baseUrl).origin} gave no complete answer within ${timeoutMs} ms.`, {
    provider,
    hint: "Check the server, or raise timeoutMs.",
  });
}

function closedError({ provider }: Settings): SecretsError {
  return new SecretsError("CLOSED", "The connection was closed by the program.", { provider });
}
