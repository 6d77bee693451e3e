import { printableName } from "@mailjet-secrets/core";
import { isLine } from "./checked-line.ts";

/** A token that lets its holder read secrets, for some minutes. */
export interface AccessToken {
  /** Value of the `Authorization` header. */
  readonly header: string;
  /** From issue to end, in milliseconds. */
  readonly lifeMs: number;
  /** Login that the token is for, as messages may show it. Absence: it does not say. */
  readonly login?: string;
}

/** Life of a token that does not name its end: old servers count from its issue. */
const USUAL_LIFE_MS = 480_000;

/**
 * Reads a token that came as JSON or as base64 of it, in one line or several. `undefined`: it is none. The header is one
 * line with the standard alphabet of base64, in quotes: Conjur understands nothing else.
 */
export function parseAccessToken(text: string): AccessToken | undefined {
  const isJson = text.trimStart().startsWith("{");
  const token = parseObject(isJson ? text : Buffer.from(text, "base64").toString());
  const parts = ["protected", "payload", "signature"].map((name) => token?.[name]);
  if (!parts.every((part) => typeof part === "string" && part !== "")) return undefined;
  const claims = parseObject(Buffer.from(String(token?.["payload"]), "base64url").toString());
  const login = claims?.["sub"];
  return {
    header: `Token token="${Buffer.from(JSON.stringify(token)).toString("base64")}"`,
    lifeMs: lifeMs(claims),
    ...(isLine(login) ? { login: printableName(login) } : {}),
  };
}

function lifeMs(claims: Readonly<Record<string, unknown>> | undefined): number {
  const seconds = Number(claims?.["exp"]) - Number(claims?.["iat"]);
  return seconds > 0 ? seconds * 1000 : USUAL_LIFE_MS;
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined; // its message would quote the token
  }
}
