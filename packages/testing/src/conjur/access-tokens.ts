import { createHash, createHmac } from "node:crypto";
import type { Clock } from "@mailjet-secrets/core";

/** Seconds for which a token without `exp` is good. */
const USUAL_LIFE_SECONDS = 480;

/** What the `Authorization` header of a request amounts to. */
export type TokenCheck = AcceptedToken | { readonly refusal: string };

/** Whose token it is. */
export interface AcceptedToken {
  readonly login: string;
  /** Epoch milliseconds. */
  readonly issuedAt: number;
}

/** The access tokens of the emulated Conjur. */
export interface AccessTokens {
  /** The token as JSON text. */
  issue(login: string): string;
  check(authorization: string | undefined): TokenCheck;
  /** Changes the signing key, so that no token issued until now is good any more. */
  revoke(): void;
}

/** `withExpiry: false`: tokens have no `exp`, as those of old servers. */
export interface AccessTokenOptions {
  readonly lifeSeconds: number;
  readonly withExpiry: boolean;
  readonly clock: Clock;
}

/** Creates {@link AccessTokens} in the form of Conjur's own, which looks like a JWT and is none. */
export function accessTokens({ lifeSeconds, withExpiry, clock }: AccessTokenOptions): AccessTokens {
  let generation = 1;
  const seconds = (): number => clock.now() / 1000;
  const sign = (text: string): string => urlsafe(createHmac("sha256", `signing key ${generation}`).update(text));
  const keyId = (): string => createHash("sha256").update(`signing key ${generation}`).digest("hex");
  const refusalOf = (token: Record<string, unknown>): string | undefined => {
    const header = part(token["protected"]);
    const claims = part(token["payload"]);
    const isGenuine =
      header?.["kid"] === keyId() && token["signature"] === sign(`${token["protected"]}.${token["payload"]}`);
    const end = claims?.["exp"] ?? Number(claims?.["iat"]) + USUAL_LIFE_SECONDS;
    return isGenuine && seconds() < Number(end) ? undefined : "Unauthorized: Invalid token";
  };
  return {
    issue(login) {
      const issuedAt = Math.floor(seconds());
      const header = encode({ alg: "conjur.org/slosilo/v2", kid: keyId() });
      const payload = encode({
        sub: login,
        iat: issuedAt,
        ...(withExpiry ? { exp: issuedAt + lifeSeconds } : {}),
      });
      return JSON.stringify({ protected: header, payload, signature: sign(`${header}.${payload}`) });
    },
    check(authorization) {
      // Quotes are required, and a token of several lines is put together again.
      const text = /^Token token="(.*)"/s.exec(authorization ?? "")?.[1]?.replace(/\s/g, "");
      if (text === undefined) return { refusal: "Authorization missing" };
      const token = decode(text);
      if (token === undefined) return { refusal: "Malformed authorization token" };
      const refusal = refusalOf(token);
      if (refusal !== undefined) return { refusal };
      const claims = part(token["payload"]);
      return { login: String(claims?.["sub"]), issuedAt: Number(claims?.["iat"]) * 1000 };
    },
    revoke() {
      generation += 1;
    },
  };
}

/** URL-safe base64 with padding, as Ruby makes it. */
function urlsafe(hash: { digest(): Buffer }): string {
  return hash.digest().toString("base64").replaceAll("+", "-").replaceAll("/", "_");
}

function encode(value: object): string {
  return urlsafe({ digest: () => Buffer.from(JSON.stringify(value)) });
}

function part(text: unknown): Record<string, unknown> | undefined {
  return parseObject(Buffer.from(String(text), "base64url").toString());
}

/** The URL-safe alphabet is not understood here. */
function decode(text: string): Record<string, unknown> | undefined {
  const isBase64 = /^[A-Za-z0-9+/]+={0,2}$/.test(text) && text.length % 4 === 0;
  return isBase64 ? parseObject(Buffer.from(text, "base64").toString()) : undefined;
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
