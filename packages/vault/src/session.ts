import { sharedWork, startAge } from "@mailjet-secrets/core";
import { type SessionLogIn, tokenObtainer } from "./obtain-token.ts";
import { refusedTokenReplacer } from "./replace-refused-token.ts";
import { revokeToken, withinRevokeTimeout } from "./revoke-token.ts";
import { remainingMs, type TokenGrant } from "./token-grant.ts";
import { type TokenUpkeep, tokenUpkeep } from "./token-upkeep.ts";
import type { VaultAnswer } from "./vault-answer.ts";

/** The login of a provider: one token for all its reads. */
export interface Session {
  /** The token to use now. Logs in, renews or looks it up if that is needed, once for all who ask. */
  grant(signal: AbortSignal): Promise<TokenGrant>;
  /**
   * Another grant after a 403. Absence: the token is alive, so the refusal is about the path. Rejects with
   * `UNAUTHENTICATED` if the token is dead and no other is to be had.
   */
  afterRefusal(used: TokenGrant, signal: AbortSignal): Promise<TokenGrant | undefined>;
  /** Revokes the token if a login obtained it, also one that is on its way; gives up after two seconds. */
  close(): Promise<void>;
}

/** What a session works with. */
export interface SessionOptions extends SessionLogIn {
  /** A number from 0 to 1, for jitter. */
  readonly random: () => number;
}

/** The token that a session has at the moment. */
interface Holding {
  grant: TokenGrant;
  readonly upkeep: TokenUpkeep;
  readonly ageMs: () => number;
  sinceLastUseMs: () => number;
}

/** Creates the {@link Session}. Asks nothing of the server before `grant`, and starts no timer. */
export function createSession(options: SessionOptions): Session {
  const { logIn, context, random } = options;
  const { client, namespace, clock } = context;
  const [logIns, upkeeps, lookUps] = [sharedWork<TokenGrant>(), sharedWork<TokenGrant>(), sharedWork<VaultAnswer>()];
  let holding: Holding | undefined;

  const lookUp = ({ token }: TokenGrant, signal: AbortSignal): Promise<VaultAnswer> =>
    lookUps.run((own) => client.get("auth/token/lookup-self", { token, namespace, signal: own }), signal);
  const obtainer = tokenObtainer(options, (grant) => {
    const ageMs = startAge(clock);
    holding = { grant, upkeep: tokenUpkeep({ context, lookUp, random }), ageMs, sinceLastUseMs: ageMs };
  });
  const logInAnew = (signal: AbortSignal): Promise<TokenGrant> => logIns.run(obtainer.obtain, signal);

  const maintain = async (held: Holding, signal: AbortSignal): Promise<TokenGrant> => {
    const kept = await held.upkeep.run(held.grant, signal);
    held.grant = kept === "over" ? { ...held.grant, renewable: false } : kept;
    if (kept !== "over" || !held.grant.obtained) return held.grant;
    return logInAnew(signal).catch((error: unknown) => {
      if (signal.aborted || remainingMs(held.grant) <= 0) throw error;
      return held.grant; // what is left of its life is still good
    });
  };

  return {
    async grant(signal) {
      const held = holding;
      if (held === undefined || (held.grant.obtained && remainingMs(held.grant) <= 0)) return logInAnew(signal);
      const sinceLastUseMs = held.sinceLastUseMs();
      held.sinceLastUseMs = startAge(clock);
      // Not before the first read: a look-up would cost that a round trip, and a token for one use its life.
      if (held.grant.token === undefined || !held.upkeep.isDue(held.grant, sinceLastUseMs)) return held.grant;
      return upkeeps.run((own) => maintain(held, own), signal);
    },
    afterRefusal: refusedTokenReplacer({ logIn, context, held: () => holding, lookUp, logInAnew }),
    close: () =>
      withinRevokeTimeout(context, async (signal) => {
        await obtainer.settled(signal);
        const grant = holding?.grant;
        holding = undefined;
        if (grant !== undefined) await revokeToken(grant, context, signal);
      }),
  };
}
