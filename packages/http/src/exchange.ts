import { type Clock, SecretsError } from "@mailjet-secrets/core";
import { followConnection } from "./connection-progress.ts";
import type { Route } from "./connections.ts";
import { type Destination, subject } from "./destination.ts";
import { errorCode, unexpected } from "./failure.ts";
import type { Outgoing } from "./outgoing.ts";
import { readAnswer } from "./read-answer.ts";
import type { RawAnswer } from "./response.ts";

/** Bounds of one exchange. */
export interface ExchangeLimits {
  readonly clock: Clock;
  readonly connectTimeoutMs: number;
  readonly maxResponseBytes: number;
  /** Ends the exchange; its reason is what the promise rejects with. */
  readonly signal: AbortSignal;
}

/** How an exchange fails whose kept connection was dead before an answer began: on another one it may work. */
export interface DeadConnection {
  readonly deadConnection: SecretsError;
}

/** Sends one request and reads its answer. Rejects with `SecretsError`, {@link DeadConnection} or the signal's reason. */
export function exchange(route: Route, outgoing: Outgoing, limits: ExchangeLimits): Promise<RawAnswer> {
  const { signal, clock, connectTimeoutMs, maxResponseBytes } = limits;
  return new Promise<RawAnswer>((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const tunnel = new AbortController();
    const request = route.start(outgoing, tunnel.signal);
    let answered = false;
    let settled = false;

    const settle = (outcome: () => void): void => {
      if (settled) return;
      settled = true;
      stopTimer();
      signal.removeEventListener("abort", abort);
      outcome();
    };
    const fail = (error: unknown): void =>
      settle(() => {
        request.destroy();
        tunnel.abort();
        reject(error);
      });
    const abort = (): void => fail(signal.reason);
    signal.addEventListener("abort", abort, { once: true });
    const tooSlow = (): void => fail(connectTimeout(progress.at(), connectTimeoutMs));
    const stopTimer = clock.schedule(tooSlow, connectTimeoutMs);
    const progress = followConnection(request, route, stopTimer);

    request.on("proxyConnect", ({ statusCode }: { readonly statusCode: number }) => {
      if (statusCode !== 200) fail(proxyRefusal(progress.at(), route.destination, statusCode));
    });
    request.on("response", (message) => {
      answered = true;
      readAnswer(progress.at(), message, maxResponseBytes).then((answer) => settle(() => resolve(answer)), fail);
    });
    request.on("upgrade", () => fail(unexpected(progress.at(), "changed the protocol unasked", "Is it the store?")));
    request.on("error", (cause) => {
      const error = progress.explain(cause);
      fail(request.reusedSocket && !answered && isReset(cause) ? { deadConnection: error } : error);
    });
    request.end(outgoing.body);
  });
}

/** Whether an exchange rejected with a {@link DeadConnection}. */
export function isDeadConnection(error: unknown): error is DeadConnection {
  return typeof error === "object" && error !== null && "deadConnection" in error;
}

function isReset(cause: unknown): boolean {
  return ["ECONNRESET", "EPIPE"].includes(errorCode(cause));
}

function connectTimeout(destination: Destination, timeoutMs: number): SecretsError {
  return new SecretsError("TIMEOUT", `${subject(destination)} gave no connection within ${timeoutMs} ms.`, {
    provider: destination.provider,
    hint: "Check address, network, firewall and proxy.",
  });
}

function proxyRefusal(proxy: Destination, { place, provider }: Destination, status: number): SecretsError {
  const hint = status === 407 ? "Check user name and password in its address." : "Does it allow that host and port?";
  return new SecretsError("UNAVAILABLE", `${subject(proxy)} answered ${status} when asked for ${place}.`, {
    provider,
    hint,
    // Sent again and again, a wrong password locks its user out.
    retryable: status !== 407 && status !== 403,
  });
}
