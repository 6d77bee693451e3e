import type { IncomingMessage, ServerResponse } from "node:http";
import { type Obstacles, readBody, serveRequest } from "../emulator/serve-request.ts";
import type { WireAnswer } from "../emulator/wire-answer.ts";
import { htmlAnswer, wireAnswer } from "./answer.ts";
import { type ConjurFault, faultOutcome } from "./faults.ts";
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
  readonly record: (request: ConjurRequest) => void;
}

/** Receives one request, notes it, and answers it or fails as told. */
export async function exchange(
  request: IncomingMessage,
  response: ServerResponse,
  { world, basePath, decodesSlashes, record }: ExchangeContext,
  obstacles: Obstacles<ConjurFault>,
): Promise<void> {
  const receivedAt = world.clock.now();
  const [rawPath = "", query = ""] = splitAt(request.url ?? "/", "?");
  const path = rawPath.startsWith(`${basePath}/`) ? rawPath.slice(basePath.length) : undefined;
  const body = await readBody(request);
  const method = request.method ?? "";
  const answerNow = (): WireAnswer => {
    if (path === undefined) return wireAnswer(htmlAnswer(404));
    const routed = decodesSlashes ? path.replace(/%2f/gi, "/") : path;
    const segments = routed.slice(1).split("/");
    const call = { method, segments, query: new URLSearchParams(query), headers: request.headers, body };
    return wireAnswer(answerCall(call, world));
  };
  const seen = path ?? rawPath;
  const headers = Object.entries(request.headers).filter(([name]) => name !== "authorization");
  const note = (outcome: { readonly status?: number }): void =>
    record({
      method,
      path: seen,
      query,
      headers: Object.fromEntries(headers.map(([name, value]) => [name, String(value)])),
      kind: seen.startsWith("/authn") ? "login" : "other",
      ...outcome,
      receivedAt,
    });
  await serveRequest(request, response, { subject: seen, answerNow, meet: faultOutcome, record: note }, obstacles);
}

function splitAt(text: string, separator: string): string[] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
