import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Accounts } from "./accounts.ts";

/** How a request proved who it is. */
export type Authentication =
  | { readonly kind: "none" }
  | { readonly kind: "basic"; readonly apiKey: string; readonly apiSecret: string }
  | { readonly kind: "bearer"; readonly token: string };

/** One request that reached the emulator, without its secret. */
export interface ReceivedRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Headers without `authorization`. */
  readonly headers: Readonly<Record<string, string>>;
  readonly authentication: "none" | "basic" | "bearer";
  /** The API key, if it is one of the emulator's. */
  readonly apiKey?: string;
  /** First 8 hexadecimal digits of the SHA-256 of `key:secret` or of the token, as the library shows them. */
  readonly fingerprint?: string;
  /** The parsed JSON body. Absent: there was none, or it was malformed. */
  readonly body?: unknown;
  /** Status of the answer. Absent: none was given (a connection that was cut or left hanging). */
  readonly status?: number;
  /** Arrival, epoch milliseconds. */
  readonly receivedAt: number;
}

/** Reads the `Authorization` header. */
export function authenticationOf(request: IncomingMessage): Authentication {
  const [scheme = "", value = ""] = (request.headers.authorization ?? "").split(" ");
  if (scheme.toLowerCase() === "bearer") return { kind: "bearer", token: value };
  if (scheme.toLowerCase() !== "basic") return { kind: "none" };
  const pair = Buffer.from(value, "base64").toString();
  const colon = pair.indexOf(":");
  if (colon < 0) return { kind: "basic", apiKey: pair, apiSecret: "" };
  return { kind: "basic", apiKey: pair.slice(0, colon), apiSecret: pair.slice(colon + 1) };
}

/** Describes the request for the record, before it is answered. */
export function describeRequest(
  request: IncomingMessage,
  url: URL,
  authentication: Authentication,
  known: Accounts,
): Omit<ReceivedRequest, "receivedAt"> {
  const headers = Object.entries(request.headers).filter(([name]) => name !== "authorization");
  const apiKey = authentication.kind === "basic" ? known.find(authentication.apiKey)?.apiKey : undefined;
  const secret = secretText(authentication);
  return {
    method: request.method ?? "",
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: Object.fromEntries(headers.map(([name, value]) => [name, String(value)])),
    authentication: authentication.kind,
    ...(apiKey === undefined ? {} : { apiKey }),
    ...(secret === undefined ? {} : { fingerprint: createHash("sha256").update(secret).digest("hex").slice(0, 8) }),
  };
}

function secretText(authentication: Authentication): string | undefined {
  if (authentication.kind === "bearer") return authentication.token;
  return authentication.kind === "basic" ? `${authentication.apiKey}:${authentication.apiSecret}` : undefined;
}
