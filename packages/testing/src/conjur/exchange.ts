import type { IncomingMessage, ServerResponse } from "node:http";
import type { Clock } from "@mailjet-secrets/core";
import type { OpenHold } from "../mailjet/hold.ts";
import { type Answer, htmlAnswer } from "./answer.ts";
import { type ConjurFault, type FaultOutcome, faultOutcome } from "./faults.ts";
import { answerCall } from "./router.ts";
import type { World } from "./world.ts";

/** One request that reached the emulated Conjur, without its credentials and values. */
export interface ConjurRequest {
  readonly method: string;
  /** Below the base path, without the query, percent-encoded as it came. */
  readonly path: string;
  /** Percent-encoded as it came. Empty: there was none. */
  readonly query: string;
  /** Headers without `authorization`. */
  readonly headers: Readonly<Record<string, string>>;
  /** A login, or anything else. */
  readonly kind: "login" | "other";
  /** Status of the answer. Absence: none was given. */
  readonly status?: number;
  /** Arrival, epoch milliseconds. */
  readonly receivedAt: number;
}

/** What one request meets on its way. */
export interface ExchangeContext {
  readonly world: World;
  /** Empty, or a path such as "/api". */
  readonly basePath: string;
  /** Whether a proxy in front turns `%2F` into a slash. */
  readonly decodesSlashes: boolean;
  readonly takeFault: (path: string) => ConjurFault | undefined;
  readonly holds: () => readonly OpenHold[];
  readonly record: (request: ConjurRequest) => void;
}

/** Receives one request, notes it, and answers it or fails as told. */
export async function exchange(
  request: IncomingMessage,
  response: ServerResponse,
  context: ExchangeContext,
): Promise<void> {
  const { world, basePath } = context;
  const receivedAt = world.clock.now();
  const [rawPath = "", query = ""] = splitAt(request.url ?? "/", "?");
  const path = rawPath.startsWith(`${basePath}/`) ? rawPath.slice(basePath.length) : undefined;
  const body = await readBody(request);
  const method = request.method ?? "";
  const answerNow = (): Answer => {
    if (path === undefined) return htmlAnswer(404);
    const routed = context.decodesSlashes ? path.replace(/%2f/gi, "/") : path;
    const segments = routed.slice(1).split("/");
    return answerCall({ method, segments, query: new URLSearchParams(query), headers: request.headers, body }, world);
  };
  const seen = path ?? rawPath;
  const fault = context.takeFault(seen);
  const outcome = fault === undefined ? answerNow() : faultOutcome(fault, answerNow);
  const headers = Object.entries(request.headers).filter(([name]) => name !== "authorization");
  context.record({
    method,
    path: seen,
    query,
    headers: Object.fromEntries(headers.map(([name, value]) => [name, String(value)])),
    kind: seen.startsWith("/authn") ? "login" : "other",
    ...(typeof outcome === "string" ? {} : { status: outcome.status }),
    receivedAt,
  });
  for (const hold of context.holds()) if (seen.startsWith(hold.path)) await hold.wait();
  if (fault?.kind === "delay") await passed(fault.ms, world.clock, response);
  finish(outcome, request, response);
}

/** Resolves after the time, or as soon as nobody waits for the answer any more. */
function passed(ms: number, clock: Clock, response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const cancel = clock.schedule(resolve, ms);
    response.once("close", () => {
      cancel();
      resolve();
    });
  });
}

function splitAt(text: string, separator: string): string[] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function finish(outcome: FaultOutcome, request: IncomingMessage, response: ServerResponse): void {
  if (outcome === "reset") request.socket.destroy();
  else if (outcome !== "hang") {
    const body = Buffer.from(outcome.body ?? "");
    response.writeHead(outcome.status, {
      ...(outcome.contentType === undefined ? {} : { "content-type": outcome.contentType }),
      ...outcome.headers,
      "content-length": body.length,
    });
    response.end(body);
  }
}
