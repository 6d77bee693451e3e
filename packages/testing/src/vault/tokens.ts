import type { Clock } from "@mailjet-secrets/core";
import type { Identifiers } from "./identifiers.ts";

/** What a token may do and how long it lives. */
export interface VaultTokenSettings {
  /** Names of policies of the emulator; "root" may do everything. `default` is added. @default none */
  readonly policies?: readonly string[];
  /** @default 1_200 */
  readonly ttlSeconds?: number;
  /** End of all renewals, counted from the login. @default 32 days */
  readonly maximumTtlSeconds?: number;
  /** Renewals go back to this, without an end. Absence: the token is not periodic. */
  readonly periodSeconds?: number;
  /** @default true; never for a batch token */
  readonly renewable?: boolean;
  /** @default "service" */
  readonly type?: "service" | "batch";
  /** How many requests the token is good for. @default any number */
  readonly uses?: number;
  /** Whether the policy `default` is left out, so that not even a look at itself is allowed. @default false */
  readonly withoutDefaultPolicy?: boolean;
}

/** A token that was issued. Times are epoch milliseconds. */
export interface IssuedToken {
  readonly id: string;
  readonly accessor: string;
  readonly namespace: string;
  readonly policies: readonly string[];
  /** Where it was obtained, for example "auth/approle/login". */
  readonly path: string;
  readonly meta: Readonly<Record<string, string>> | null;
  readonly settings: VaultTokenSettings;
  readonly issuedAt: number;
  ttlSeconds: number;
  expiresAt: number;
  usesLeft: number;
}

/** Where a token comes from. */
export interface TokenOrigin {
  readonly namespace: string;
  readonly path: string;
  readonly meta?: Readonly<Record<string, string>>;
}

/** All tokens that are alive. */
export interface Tokens {
  issue(settings: VaultTokenSettings, origin: TokenOrigin): IssuedToken;
  /** Adds the token that may do everything and has no end. */
  addRoot(id: string): void;
  /** Finds a living token. */
  find(id: string | undefined): IssuedToken | undefined;
  /** Makes the token live longer, as far as its settings allow, and says whether that was less than asked for. */
  renew(token: IssuedToken, incrementSeconds: number | undefined): { readonly capped: boolean };
  revoke(id: string): void;
  /** Revokes all but root. */
  revokeAll(): void;
}

const DEFAULT_TTL_SECONDS = 1_200;
const MAXIMUM_TTL_SECONDS = 32 * 86_400;

/** Creates an empty store of {@link Tokens}. */
export function tokens(clock: Clock, names: Identifiers, prefix: string): Tokens {
  const known = new Map<string, IssuedToken>();

  const issue: Tokens["issue"] = (settings, { namespace, path, meta }) => {
    const batch = settings.type === "batch";
    const ttlSeconds = settings.periodSeconds ?? settings.ttlSeconds ?? DEFAULT_TTL_SECONDS;
    const token: IssuedToken = {
      id: `${batch ? prefix.replace("s.", "b.") : prefix}${names.word()}`,
      accessor: batch ? "" : names.word(),
      namespace,
      policies: [...(settings.withoutDefaultPolicy ? [] : ["default"]), ...(settings.policies ?? [])].sort(),
      path,
      meta: meta ?? null,
      settings,
      issuedAt: clock.now(),
      ttlSeconds,
      expiresAt: clock.now() + ttlSeconds * 1_000,
      usesLeft: settings.uses ?? Number.POSITIVE_INFINITY,
    };
    known.set(token.id, token);
    return token;
  };
  return {
    issue,
    addRoot(id) {
      const origin = { namespace: "", path: "auth/token/root" };
      const root = issue({ policies: ["root"], renewable: false, withoutDefaultPolicy: true }, origin);
      known.delete(root.id);
      known.set(id, { ...root, id, ttlSeconds: 0, expiresAt: Number.POSITIVE_INFINITY });
    },
    find(id) {
      const token = known.get(id ?? "");
      if (token === undefined || (token.expiresAt > clock.now() && token.usesLeft > 0)) return token;
      known.delete(token.id);
      return undefined;
    },
    renew(token, incrementSeconds) {
      const { periodSeconds, maximumTtlSeconds = MAXIMUM_TTL_SECONDS, ttlSeconds } = token.settings;
      const asked = periodSeconds ?? incrementSeconds ?? ttlSeconds ?? DEFAULT_TTL_SECONDS;
      const left = (token.issuedAt - clock.now()) / 1_000 + maximumTtlSeconds;
      const capped = periodSeconds === undefined && asked > left;
      token.ttlSeconds = Math.floor(capped ? left : asked);
      token.expiresAt = clock.now() + token.ttlSeconds * 1_000;
      return { capped };
    },
    revoke: (id) => void known.delete(id),
    revokeAll() {
      for (const [id, { policies }] of known) if (!policies.includes("root")) known.delete(id);
    },
  };
}

/** Whether the token can be made to live longer. */
export function isRenewable({ settings }: IssuedToken): boolean {
  return settings.type !== "batch" && settings.renewable !== false;
}

/** The part `auth` of an answer that gives a token. */
export function authOf(token: IssuedToken, names: Identifiers): unknown {
  return {
    client_token: token.id,
    accessor: token.accessor,
    policies: token.policies,
    token_policies: token.policies,
    metadata: token.meta,
    lease_duration: token.ttlSeconds,
    renewable: isRenewable(token),
    entity_id: names.uuid(),
    token_type: token.settings.type ?? "service",
    orphan: true,
    mfa_requirement: null,
    num_uses: token.settings.uses ?? 0,
  };
}
