import type { ClientRequest, IncomingHttpHeaders, IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { type Clock, SecretsError } from "@mailjet-secrets/core";
import { collectBody } from "./collect-body.ts";
import type { Route } from "./connections.ts";
import { failure, place, unexpected } from "./failure.ts";
import type { Outgoing } from "./outgoing.ts";
import type { RawAnswer } from "./response.ts";

export interface ExchangeLimits {
  readonly clock: Clock;
  readonly connectTimeoutMs: number;
  readonly maxResponseBytes: number;
  /** Ends the exchange; its reason is what the promise rejects with. */
  readonly signal: AbortSignal;
}

/** A kept connection that had died before a byte of the answer came: the request may be sent again. */
export class StaleConnection {
  readonly error: SecretsError;
  constructor(error: SecretsError) {
    this.error = error;
  }
}

/** Sends one request and reads its answer. Rejects with `SecretsError`, {@link StaleConnection} or the signal's reason. */
export function exchange(route: Route, outgoing: Outgoing, limits: ExchangeLimits): Promise<RawAnswer> {
  const { signal } = limits;
  return new Promise<RawAnswer>((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const tunnel = new AbortController();
    const request = route.start(outgoing, tunnel.signal);
    let answered = false;

    const end = (settle: () => void): void => {
      cancelTimer();
      signal.removeEventListener("abort", abort);
      settle();
    };
    const fail = (error: unknown): void => {
      end(() => reject(error));
      request.destroy();
      tunnel.abort();
    };
    const abort = (): void => fail(signal.reason);
    const cancelTimer = limits.clock.schedule(() => fail(connectTimeout(route, limits)), limits.connectTimeoutMs);
    signal.addEventListener("abort", abort, { once: true });

    request.on("error", (cause) => {
      const error = failure(route.destination, cause);
      fail(request.reusedSocket && !answered && isDead(cause) ? new StaleConnection(error) : error);
    });
    request.on("proxyConnect", ({ statusCode }: { readonly statusCode: number }) => {
      if (statusCode !== 200) fail(proxyRefusal(route, statusCode));
    });
    request.on("socket", (socket) => whenConnected(request, socket, route.secure, cancelTimer));
    request.on("response", (message) => {
      answered = true;
      readAnswer(route, message, limits.maxResponseBytes).then((answer) => end(() => resolve(answer)), fail);
    });
    request.end(outgoing.body);
  });
}

async function readAnswer(route: Route, message: IncomingMessage, limit: number): Promise<RawAnswer> {
  const status = message.statusCode ?? 0;
  const headers = flat(message.headers);
  // An error page of something in between says enough by its status.
  if (status < 400 && /gzip|deflate|compress|br|zstd/i.test(headers["content-encoding"] ?? "")) {
    throw unexpected(
      route.destination,
      "sent a compressed answer, which was not asked for",
      "Is there a proxy between?",
    );
  }
  return { status, headers, body: await collectBody(route.destination, message, limit) };
}

function whenConnected(request: ClientRequest, socket: Socket, secure: boolean, then: () => void): void {
  const event = secure ? "secureConnect" : "connect";
  if (request.reusedSocket || (!secure && !socket.connecting)) then();
  else socket.once(event, then);
}

function isDead(cause: Error & { readonly code?: string }): boolean {
  return cause.code === "ECONNRESET" || cause.code === "EPIPE";
}

function connectTimeout({ destination }: Route, { connectTimeoutMs }: ExchangeLimits): SecretsError {
  return new SecretsError("TIMEOUT", `${place(destination)} took no connection within ${connectTimeoutMs} ms.`, {
    provider: destination.provider,
    hint: "Check address, network, firewall and proxy.",
  });
}

function proxyRefusal({ destination }: Route, status: number): SecretsError {
  const hint = status === 407 ? "Check user name and password in its address." : "Does it allow this host and port?";
  return new SecretsError("UNAVAILABLE", `The proxy answered ${status} to a request for ${destination.place}.`, {
    provider: destination.provider,
    hint,
  });
}

function flat(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value ?? ""].flat().join(", ")]));
}
