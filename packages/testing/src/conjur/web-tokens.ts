import { createHmac } from "node:crypto";
import type { Clock } from "@mailjet-secrets/core";

/** What a JWT amounts to at the emulated `authn-jwt`. */
export type WebTokenCheck = { readonly login: string } | "expired" | "invalid";

/** The JWTs that the emulated `authn-jwt` trusts. */
export interface WebTokens {
  /** A JWT for the login, good for so many seconds. */
  issue(login: string, lifeSeconds: number): string;
  check(jwt: string): WebTokenCheck;
}

const sign = (text: string): string => createHmac("sha256", "issuer of web tokens").update(text).digest("base64url");
const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");

/** Creates {@link WebTokens} with an issuer of their own. */
export function webTokens(clock: Clock): WebTokens {
  return {
    issue(login, lifeSeconds) {
      const now = Math.floor(clock.now() / 1000);
      const text = `${encode({ alg: "HS256", typ: "JWT" })}.${encode({ sub: login, iat: now, exp: now + lifeSeconds })}`;
      return `${text}.${sign(text)}`;
    },
    check(jwt) {
      const [header = "", payload = "", signature = ""] = jwt.split(".");
      if (signature !== sign(`${header}.${payload}`)) return "invalid";
      const claims = JSON.parse(Buffer.from(payload, "base64url").toString()) as { sub: string; exp: number };
      return clock.now() / 1000 < claims.exp ? { login: claims.sub } : "expired";
    },
  };
}
