import type { Agent, ClientRequest, RequestOptions } from "node:http";
import type { SecureContext } from "node:tls";
import { startAge } from "@mailjet-secrets/core";
import type { Destination } from "./destination.ts";
import type { Outgoing } from "./outgoing.ts";
import { proxyAddress } from "./proxy-address.ts";
import { createProxyAgent, type TunnelOptions } from "./proxy-agent.ts";
import { secureContext, type TlsSettings, tlsSettings } from "./tls-settings.ts";
import type { TransportOptions } from "./transport.ts";
import type { TransportSettings } from "./transport-settings.ts";

/** How one request is started; made for one address. */
export interface Route {
  readonly destination: Destination;
  /** Whether the connection is usable only after a TLS handshake. */
  readonly secure: boolean;
  /** Starts the request; nothing is sent before `end` is called on what it returns. */
  start(outgoing: Outgoing, tunnelSignal: AbortSignal): ClientRequest;
  /** Closes the connections that are kept without being used. */
  dropIdle(): void;
}

/** Kept connections of one transport. */
export interface Connections {
  route(target: URL): Promise<Route>;
  /** Cuts them all. */
  close(): void;
}

// Load balancers and NAT gateways forget idle connections, and a process that was frozen hears nothing of it.
const LONGEST_IDLE_MS = 20_000;

/** Creates {@link Connections}. Nothing is loaded or opened before the first request. */
export function createConnections(options: TransportSettings): Connections {
  const agents = new Map<string, Promise<Agent>>();
  let context: Promise<SecureContext | undefined> | undefined;
  let idleMs = startAge(options.clock);

  const createAgent = async (target: URL, proxy: URL | undefined): Promise<Agent> => {
    if (target.protocol === "http:") return proxy === undefined ? plainAgent() : createProxyAgent(proxy, "http:", {});
    context ??= secureContext(options);
    const tls = await tlsSettings(options, bareHost(target), await context);
    return proxy === undefined ? secureAgent(tls) : createProxyAgent(proxy, "https:", tls);
  };
  // One for each host: Node.js keeps no connection whose check of the certificate came with the request.
  const agentFor = (target: URL, proxy: URL | undefined): Promise<Agent> => {
    const key = `${target.origin} ${proxy?.href ?? ""}`;
    const agent = agents.get(key) ?? createAgent(target, proxy);
    agents.set(key, agent);
    return agent;
  };
  const dropOld = async (): Promise<void> => {
    const isOld = idleMs() > LONGEST_IDLE_MS;
    idleMs = startAge(options.clock);
    if (!isOld) return;
    for (const agent of await Promise.allSettled(agents.values())) {
      if (agent.status === "fulfilled") dropIdle(agent.value);
    }
  };
  return {
    async route(target) {
      await dropOld();
      const secure = target.protocol === "https:";
      const proxy = await proxyAddress(options, target);
      const agent = await agentFor(target, proxy);
      const { request } = await (secure ? import("node:https") : import("node:http"));
      return {
        destination: destination(options, target, proxy),
        secure,
        start: ({ method, headers }, tunnelSignal) =>
          request(requestOptions({ agent, method, headers, tunnelSignal }, options, target)),
        dropIdle: () => dropIdle(agent),
      };
    },
    close() {
      for (const agent of agents.values()) agent.then((made) => made.destroy()).catch(() => {});
      agents.clear();
    },
  };
}

async function plainAgent(): Promise<Agent> {
  const { Agent } = await import("node:http");
  return new Agent({ keepAlive: true });
}

async function secureAgent(tls: TlsSettings): Promise<Agent> {
  const { Agent } = await import("node:https");
  return new Agent({ keepAlive: true, ...tls });
}

function requestOptions(
  own: RequestOptions & TunnelOptions,
  { socketPath }: TransportOptions,
  target: URL,
): RequestOptions {
  return {
    ...own,
    protocol: target.protocol,
    hostname: bareHost(target),
    ...(target.port === "" ? {} : { port: target.port }),
    path: target.pathname + target.search,
    ...(socketPath === undefined ? {} : { socketPath }),
  };
}

function dropIdle(agent: Agent): void {
  for (const sockets of Object.values(agent.freeSockets)) {
    for (const socket of sockets ?? []) socket.destroy();
  }
}

function bareHost({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, "");
}

function destination({ provider, socketPath }: TransportOptions, target: URL, proxy: URL | undefined): Destination {
  const place = socketPath === undefined ? target.origin : `The socket ${socketPath}`;
  return { provider, place, ...(proxy === undefined ? {} : { proxy: proxy.origin }) };
}
