import { envelope, failure, NO_CONTENT, timestamp, type VaultAnswer } from "./answer.ts";
import { authOf, type IssuedToken, isRenewable } from "./tokens.ts";
import type { VaultCall, VaultWorld } from "./vault-world.ts";

/** Answers what a token may ask about itself. Gives nothing for other paths. */
export function answerTokenRequest(
  token: IssuedToken,
  path: string,
  call: VaultCall,
  world: VaultWorld,
): VaultAnswer | undefined {
  switch (`${call.method} ${path}`) {
    case "GET auth/token/lookup-self":
      return envelope(world.names.uuid(), { data: describe(token, world) });
    case "POST auth/token/renew-self":
    case "PUT auth/token/renew-self":
      return renew(token, call.body, world);
    case "POST auth/token/revoke-self":
    case "PUT auth/token/revoke-self":
      if (token.settings.type === "batch") return failure(400, "batch tokens cannot be revoked");
      world.tokens.revoke(token.id);
      return NO_CONTENT;
    default:
      return undefined;
  }
}

function renew(token: IssuedToken, body: unknown, world: VaultWorld): VaultAnswer {
  if (token.settings.type === "batch") return failure(400, "batch tokens cannot be renewed");
  if (!isRenewable(token)) return failure(400, "lease is not renewable");
  const { increment } = (body ?? {}) as { readonly increment?: unknown };
  const { capped } = world.tokens.renew(token, typeof increment === "number" ? increment : undefined);
  const warning = "TTL exceeded the effective max_ttl; TTL value is capped accordingly";
  const parts = { auth: authOf(token, world.names), ...(capped ? { warnings: [warning] } : {}) };
  return envelope(world.names.uuid(), parts);
}

function describe(token: IssuedToken, { clock, names }: VaultWorld): object {
  const endless = token.expiresAt === Number.POSITIVE_INFINITY;
  const { settings, issuedAt, usesLeft } = token;
  return {
    accessor: token.accessor,
    creation_time: Math.floor(issuedAt / 1_000),
    creation_ttl: endless ? 0 : (settings.periodSeconds ?? settings.ttlSeconds ?? token.ttlSeconds),
    display_name: token.path.split("/")[1] ?? "token",
    entity_id: names.uuid(),
    expire_time: endless ? null : timestamp(token.expiresAt),
    explicit_max_ttl: 0,
    id: token.id,
    issue_time: timestamp(issuedAt),
    meta: token.meta,
    // The last request of a token is counted as -1.
    num_uses: settings.uses === undefined ? 0 : usesLeft || -1,
    orphan: true,
    path: token.path,
    ...(settings.periodSeconds === undefined ? {} : { period: settings.periodSeconds }),
    policies: token.policies,
    renewable: isRenewable(token),
    ttl: endless ? 0 : Math.floor((token.expiresAt - clock.now()) / 1_000),
    type: settings.type ?? "service",
  };
}
