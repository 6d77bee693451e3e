import { sharedWork } from "@mailjet-secrets/core";
import { type SessionLogIn, tokenObtainer } from "./obtain-token.ts";
import { elapsedMs, type Moment, momentOf, remainingMs, type TokenGrant } from "./token-grant.ts";
import { type TokenUpkeep, tokenUpkeep } from "./token-upkeep.ts";
import { isVaultError, type VaultAnswer } from "./vault-answer.ts";
import { commonFailure, vaultError } from "./vault-failure.ts";

/** The login of a provider: one token for all its reads. */
export interface Session {
  /** The token to use now. Logs in, renews or looks it up if that is needed, once for all who ask. */
  grant(signal: AbortSignal): Promise<TokenGrant>;
  /**
   * Another grant after a 403. Absence: the token is alive, so the refusal is about the path. Rejects with
   * `UNAUTHENTICATED` if the token is dead and no other is to be had.
   */
  afterRefusal(used: TokenGrant, signal: AbortSignal): Promise<TokenGrant | undefined>;
  /** Revokes the token if a login obtained it; gives up after two seconds. */
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
  lastUse: Moment;
}

const REVOKE_TIMEOUT_MS = 2_000;

/** Creates the {@link Session}. Asks nothing of the server before `grant`, and starts no timer. */
export function createSession(options: SessionOptions): Session {
  const { logIn, context, random } = options;
  const { client, namespace, clock } = context;
  const obtain = tokenObtainer(options);
  const [logIns, upkeeps, lookUps] = [sharedWork<TokenGrant>(), sharedWork<TokenGrant>(), sharedWork<VaultAnswer>()];
  let holding: Holding | undefined;

  const lookUp = ({ token }: TokenGrant, signal: AbortSignal): Promise<VaultAnswer> =>
    lookUps.run((own) => client.get("auth/token/lookup-self", { token, namespace, signal: own }), signal);
  const logInAnew = (signal: AbortSignal): Promise<TokenGrant> =>
    logIns.run(async (own) => {
      context.closing.throwIfAborted(); // nobody would revoke that token, or cut that connection
      const grant = await obtain(own);
      holding = { grant, upkeep: tokenUpkeep({ context, lookUp, random }), lastUse: momentOf(clock) };
      return grant;
    }, signal);

  const maintain = async (held: Holding, signal: AbortSignal): Promise<TokenGrant> => {
    const kept = await held.upkeep.run(held.grant, signal);
    held.grant = kept === "over" ? { ...held.grant, renewable: false } : kept;
    if (kept !== "over" || !held.grant.obtained) return held.grant;
    return logInAnew(signal).catch((error: unknown) => {
      if (signal.aborted || remainingMs(held.grant, clock) <= 0) throw error;
      return held.grant; // what is left of its life is still good
    });
  };
  const isDead = async (grant: TokenGrant, signal: AbortSignal): Promise<boolean> =>
    isRefused(await lookUp(grant, signal), namespace);
  /** A token that somebody else supplies may have been replaced by another one. */
  const rereadToken = async (used: TokenGrant, signal: AbortSignal): Promise<TokenGrant | undefined> => {
    const request = await logIn.prepare({ ...context, signal });
    if (request.kind === "token" && request.token !== used.token) return logInAnew(signal);
    if (!(await isDead(used, signal))) return undefined;
    throw vaultError("UNAUTHENTICATED", "Vault does not accept the token any more.", { hint: logIn.hint });
  };
  const replacementOf = (used: TokenGrant): TokenGrant | undefined =>
    holding?.grant.token === used.token ? undefined : holding?.grant;

  return {
    async grant(signal) {
      const held = holding;
      if (held === undefined || (held.grant.obtained && remainingMs(held.grant, clock) <= 0)) return logInAnew(signal);
      const sinceLastUseMs = elapsedMs(held.lastUse, clock);
      held.lastUse = momentOf(clock);
      // Not before the first read: a look-up would cost that a round trip, and a token for one use its life.
      if (held.grant.token === undefined || !held.upkeep.isDue(held.grant, sinceLastUseMs)) return held.grant;
      return upkeeps.run((own) => maintain(held, own), signal);
    },
    async afterRefusal(used, signal) {
      if (used.token === undefined) return undefined;
      const other = replacementOf(used);
      if (other !== undefined) return other;
      if (!used.obtained) return rereadToken(used, signal);
      // Else every denied read would make a login, and use up a secret id that is good for a number of them.
      if (!(await isDead(used, signal))) return undefined;
      // Somebody else may have been faster in the meantime.
      return replacementOf(used) ?? logInAnew(signal);
    },
    async close() {
      const grant = holding?.grant;
      holding = undefined;
      if (grant?.revocable === true) await revoke(grant, context);
    },
  };
}

/** What the answer to a look-up says of the token. Throws if it says nothing. */
function isRefused(answer: VaultAnswer, namespace: string): boolean {
  if (answer.status === 200) return false;
  if (answer.status === 403 && isVaultError(answer)) return true;
  throw commonFailure(answer, "looking up the token", namespace);
}

async function revoke({ token }: TokenGrant, { client, namespace, clock }: SessionOptions["context"]): Promise<void> {
  const controller = new AbortController();
  // By the signal, which also ends a wait behind reads that are under way.
  const stopTimer = clock.schedule(() => controller.abort(), REVOKE_TIMEOUT_MS);
  const call = { token, namespace, signal: controller.signal };
  await client.post("auth/token/revoke-self", {}, call).catch(() => {}); // it ends by itself, later
  stopTimer();
}
