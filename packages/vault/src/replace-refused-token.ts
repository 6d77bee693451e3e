import { sharedWork } from "@mailjet-secrets/core";
import type { SessionLogIn } from "./obtain-token.ts";
import { policyLogIns } from "./policy-log-ins.ts";
import { revokeToken, withinRevokeTimeout } from "./revoke-token.ts";
import type { TokenGrant } from "./token-grant.ts";
import { isVaultError, type VaultAnswer } from "./vault-answer.ts";
import { commonFailure, vaultError } from "./vault-failure.ts";

/** What finding another token takes. */
export interface ReplaceOptions extends SessionLogIn {
  /** The token that the session has at the moment. */
  readonly held: () => { readonly grant: TokenGrant; readonly ageMs: () => number } | undefined;
  readonly lookUp: (grant: TokenGrant, signal: AbortSignal) => Promise<VaultAnswer>;
  readonly logInAnew: (signal: AbortSignal) => Promise<TokenGrant>;
}

/** Another grant after a 403; the same as `afterRefusal` of the session. */
export type ReplaceRefusedToken = (used: TokenGrant, signal: AbortSignal) => Promise<TokenGrant | undefined>;

/** Creates {@link ReplaceRefusedToken}. */
export function refusedTokenReplacer(options: ReplaceOptions): ReplaceRefusedToken {
  const { logIn, context, held, lookUp, logInAnew } = options;
  const forPolicies = sharedWork<TokenGrant | undefined>();
  const policies = policyLogIns(context.clock);

  const isDead = async (grant: TokenGrant, signal: AbortSignal): Promise<boolean> =>
    isRefused(await lookUp(grant, signal), context.namespace);
  /** A token that somebody else supplies may have been replaced by another one. */
  const rereadToken: ReplaceRefusedToken = async (used, signal) => {
    const request = await logIn.prepare({ ...context, signal });
    if (request.kind === "token" && request.token !== used.token) return logInAnew(signal);
    if (!(await isDead(used, signal))) return undefined;
    throw vaultError("UNAUTHENTICATED", "Vault does not accept the token.", { hint: logIn.hint });
  };
  /** The role may have got policies since; the token in use is good until another one is there. */
  const logInForPolicies: ReplaceRefusedToken = async (used, signal) => {
    const ageMs = held()?.ageMs;
    if (ageMs === undefined || !policies.isDue(ageMs())) return undefined;
    policies.note();
    const fresh = await logInAnew(signal).catch((error: unknown) => {
      if (signal.aborted) throw error;
      return undefined;
    });
    // Not waited for: reads that use it still are refused, and come here for the other one.
    if (fresh !== undefined) void withinRevokeTimeout(context, (own) => revokeToken(used, context, own));
    return fresh;
  };
  const replacementOf = (used: TokenGrant): TokenGrant | undefined =>
    held()?.grant.token === used.token ? undefined : held()?.grant;
  return async (used, signal) => {
    if (used.token === undefined) return undefined;
    const other = replacementOf(used);
    if (other !== undefined) return other;
    if (!used.obtained) return rereadToken(used, signal);
    const dead = await isDead(used, signal);
    // Somebody else may have been faster in the meantime.
    const faster = replacementOf(used);
    if (faster !== undefined) return faster;
    return dead ? logInAnew(signal) : forPolicies.run((own) => logInForPolicies(used, own), signal);
  };
}

/** What the answer to a look-up says of the token. Throws if it says nothing. */
function isRefused(answer: VaultAnswer, namespace: string): boolean {
  if (answer.status === 200) return false;
  if (answer.status === 403 && isVaultError(answer)) return true;
  throw commonFailure(answer, "looking up the token", namespace);
}
