import type { IncomingMessage, ServerResponse } from "node:http";
import { TLSSocket } from "node:tls";
import { type Obstacles, readBody, serveRequest } from "../emulator/serve-request.ts";
import { failure, type VaultAnswer, wireAnswer } from "./answer.ts";
import { faultOutcome, type VaultFault } from "./vault-faults.ts";
import { answerVaultCall } from "./vault-router.ts";
import type { VaultCall, VaultWorld } from "./vault-world.ts";

/** One request that reached the emulator, without its secrets. */
export interface VaultRequest {
  readonly method: string;
  /** As it was sent, without the query. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Headers without the token. */
  readonly headers: Readonly<Record<string, string>>;
  /** Whether there was a token. */
  readonly hasToken: boolean;
  /** Names of the fields of the body. */
  readonly fields: readonly string[];
  /** Status of the answer. Absent: none was given. */
  readonly status?: number;
  /** Arrival, epoch milliseconds. */
  readonly receivedAt: number;
}

/** What one request meets on its way. */
export interface VaultExchangeContext {
  readonly world: VaultWorld;
  readonly record: (request: VaultRequest) => void;
}

/** Receives one request, notes it, and answers it or fails as told. */
export async function vaultExchange(
  request: IncomingMessage,
  response: ServerResponse,
  { world, record }: VaultExchangeContext,
  obstacles: Obstacles<VaultFault>,
): Promise<void> {
  const receivedAt = world.clock.now();
  const text = (await readBody(request)).toString();
  // By hand, since `URL` would take the dots out of `/v1/secret/../sys`.
  const [path = "", query = ""] = (request.url ?? "/").split("?");
  const body = parseJson(text);
  const understood = {
    subject: path,
    answerNow: () => wireAnswer(answerRequest(request, path, query, body, world)),
    meet: faultOutcome,
    record: (outcome: { readonly status?: number }) =>
      record({
        method: request.method ?? "",
        path,
        query: Object.fromEntries(new URLSearchParams(query)),
        headers: headersWithoutToken(request),
        hasToken: tokenOf(request) !== undefined,
        fields: typeof body === "object" && body !== null ? Object.keys(body) : [],
        ...outcome,
        receivedAt,
      }),
  };
  await serveRequest(request, response, understood, obstacles);
}

function answerRequest(
  request: IncomingMessage,
  path: string,
  query: string,
  body: unknown,
  world: VaultWorld,
): VaultAnswer {
  const decoded = decodePath(path);
  if (decoded === undefined || !decoded.startsWith("/v1/")) return failure(404);
  if (decoded.split("/").some((segment) => segment === "." || segment === "..")) {
    return { status: 307, headers: { location: new URL(path, "http://localhost").pathname } };
  }
  const type = header(request, "content-type") ?? "";
  if (request.method === "PATCH" && !type.startsWith(MERGE_PATCH)) {
    return failure(415, `PATCH requires Content-Type of ${MERGE_PATCH}, provided ${type}`);
  }
  if (body === MALFORMED) return failure(400, "failed to decode JSON input: unexpected EOF");
  const call: VaultCall = {
    method: request.method ?? "",
    path: decoded.slice("/v1/".length),
    query: new URLSearchParams(query),
    body,
    token: tokenOf(request),
    namespace: header(request, "x-vault-namespace")?.replace(/^\/+|\/+$/g, "") ?? "",
    hasRequestHeader: header(request, "x-vault-request") === "true",
    clientFingerprint: clientFingerprint(request),
  };
  return answerVaultCall(call, world);
}

const MERGE_PATCH = "application/merge-patch+json";
const MALFORMED = Symbol("malformed");

function parseJson(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return MALFORMED;
  }
}

function decodePath(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

function tokenOf(request: IncomingMessage): string | undefined {
  return header(request, "x-vault-token") ?? /^Bearer (.+)$/i.exec(header(request, "authorization") ?? "")?.[1];
}

function header({ headers }: IncomingMessage, name: string): string | undefined {
  return headers[name]?.toString();
}

function headersWithoutToken({ headers }: IncomingMessage): Record<string, string> {
  const kept = Object.entries(headers).filter(([name]) => name !== "x-vault-token" && name !== "authorization");
  return Object.fromEntries(kept.map(([name, value]) => [name, String(value)]));
}

function clientFingerprint({ socket }: IncomingMessage): string | undefined {
  if (!(socket instanceof TLSSocket)) return undefined;
  return (socket.getPeerCertificate() as { readonly fingerprint256?: string }).fingerprint256;
}
