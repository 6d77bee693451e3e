import { type Clock, startAge } from "@mailjet-secrets/core";
import { part, type VaultAnswer } from "./vault-answer.ts";

/** A token, and what is known of its life. */
export interface TokenGrant {
  /** Absence: requests are sent without a token. */
  readonly token: string | undefined;
  /** Whether it was obtained by a login of ours, so that it is ours to revoke. */
  readonly obtained: boolean;
  readonly renewable: boolean;
  /** Whether it is ours to revoke; a batch token cannot be. */
  readonly revocable: boolean;
  /** How long it lives, counted by `ageMs`, in milliseconds; `Infinity`: for ever, or not known. */
  readonly ttlMs: number;
  /** What it lives when it is fresh. */
  readonly fullTtlMs: number;
  /** Milliseconds since the server said so. */
  readonly ageMs: () => number;
}

const EARLY_MS = 5_000;

/** What is left of the token's life, in milliseconds; taken for over a little early, for the way of the request. */
export function remainingMs({ ageMs, ttlMs }: TokenGrant): number {
  return ttlMs - Math.min(EARLY_MS, ttlMs / 10) - ageMs();
}

/** A grant of which nothing but the token is known. */
export function bareGrant(token: string | undefined, clock: Clock): TokenGrant {
  const endless = Number.POSITIVE_INFINITY;
  return {
    token,
    obtained: false,
    renewable: false,
    revocable: false,
    ttlMs: endless,
    fullTtlMs: endless,
    ageMs: startAge(clock),
  };
}

/** Reads the answer to a login. Absence: there is no token in it. */
export function grantedToken(answer: VaultAnswer, clock: Clock): TokenGrant | undefined {
  const auth = part(answer, "auth");
  const token = auth?.["client_token"];
  if (typeof token !== "string" || token === "") return undefined;
  const ttlMs = milliseconds(auth?.["lease_duration"]);
  const revocable = auth?.["token_type"] !== "batch";
  const renewable = auth?.["renewable"] === true && revocable && !isCounted(auth["num_uses"]);
  return { token, obtained: true, renewable, revocable, ttlMs, fullTtlMs: ttlMs, ageMs: startAge(clock) };
}

/** Reads the answer to a renewal. Absence: there is nothing of a token in it. */
export function renewedToken(grant: TokenGrant, answer: VaultAnswer, clock: Clock): TokenGrant | undefined {
  const renewed = grantedToken(answer, clock);
  if (renewed === undefined) return undefined;
  return { ...grant, ttlMs: renewed.ttlMs, renewable: renewed.renewable, ageMs: renewed.ageMs };
}

/** Adds to a grant what the answer to `lookup-self` says of it. */
export function lookedUpToken(grant: TokenGrant, answer: VaultAnswer, clock: Clock): TokenGrant {
  const data = part(answer, "data") ?? {};
  const ttlMs = milliseconds(data["ttl"]);
  return {
    ...grant,
    renewable: data["renewable"] === true && data["type"] !== "batch" && !isCounted(data["num_uses"]),
    ttlMs,
    fullTtlMs: Math.max(ttlMs, (Number(data["creation_ttl"]) || 0) * 1_000),
    ageMs: startAge(clock),
  };
}

/** Whether every use counts, so that none is to be spent on a renewal. */
function isCounted(uses: unknown): boolean {
  return typeof uses === "number" && uses !== 0;
}

/** Vault's seconds; 0 stands for no end. */
function milliseconds(seconds: unknown): number {
  return typeof seconds === "number" && seconds > 0 ? seconds * 1_000 : Number.POSITIVE_INFINITY;
}
