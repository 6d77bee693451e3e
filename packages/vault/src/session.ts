import { SecretsError } from "@mailjet-secrets/core";
import type { LogIn, LogInContext, LogInRequest } from "./log-in.ts";
import { logInFailure } from "./log-in-failure.ts";
import { fingerprintOf, refusedLogIns } from "./refused-log-ins.ts";
import { renewToken } from "./renew-token.ts";
import { sharedWork } from "./shared-work.ts";
import {
  bareGrant,
  elapsedMs,
  grantedToken,
  lookedUpToken,
  type Moment,
  momentOf,
  remainingMs,
  type TokenGrant,
} from "./token-grant.ts";
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
export interface SessionOptions {
  readonly logIn: LogIn;
  readonly context: Omit<LogInContext, "signal">;
  /** A number from 0 to 1, for jitter. */
  readonly random: () => number;
}

/** A token this young that is refused is looked up before another login: else every denied read would make one. */
const YOUNG_MS = 60_000;
const FAILURE_PAUSE_MS = 30_000;
const REVOKE_TIMEOUT_MS = 2_000;

/** Creates the {@link Session}. Asks nothing of the server before `grant`, and starts no timer. */
export function createSession({ logIn, context, random }: SessionOptions): Session {
  const { client, namespace, clock } = context;
  const logIns = sharedWork<TokenGrant>();
  const upkeeps = sharedWork<TokenGrant>();
  const lookUps = sharedWork<VaultAnswer>();
  const refused = refusedLogIns(clock);
  let current: TokenGrant | undefined;
  let isLookedUp = false;
  let lastUse: Moment | undefined;
  let lastFailure: Moment | undefined;
  let renewalShare = 1 / 3;

  const logInNow = async (signal: AbortSignal): Promise<TokenGrant> => {
    const request = await logIn.prepare({ ...context, signal });
    current = request.kind === "token" ? bareGrant(request.token, clock) : await send(request, signal);
    isLookedUp = false;
    lastFailure = undefined;
    // Jittered, so that the replicas of a service do not all renew at the same time.
    renewalShare = (1 / 3) * (1 - 0.2 * random());
    return current;
  };
  const send = async (request: LogInRequest & { kind: "request" }, signal: AbortSignal): Promise<TokenGrant> => {
    const fingerprint = logIn.alwaysDiffers ? "" : fingerprintOf(request);
    refused.check(fingerprint);
    const answer = await client.post(request.path, request.body, { namespace, signal });
    const grant = answer.status === 200 ? grantedToken(answer, clock) : undefined;
    if (grant !== undefined) {
      refused.clear();
      return grant;
    }
    const error = logInFailure(answer, logIn, namespace);
    if (error.code === "UNAUTHENTICATED") refused.note(fingerprint, error);
    throw error;
  };
  const lookUp = (grant: TokenGrant, signal: AbortSignal): Promise<VaultAnswer> =>
    lookUps.run((own) => client.get("auth/token/lookup-self", { token: grant.token, namespace, signal: own }), signal);

  /** Finds out how long a token lives that was not obtained here. That it may not be asked for is no failure. */
  const learn = async (grant: TokenGrant, signal: AbortSignal): Promise<TokenGrant> => {
    try {
      const answer = await lookUp(grant, signal);
      isLookedUp = answer.status === 200 || (answer.status === 403 && isVaultError(answer));
      if (answer.status === 200) current = lookedUpToken(grant, answer, clock);
    } catch (error) {
      if (signal.aborted || SecretsError.is(error, "CLOSED")) throw error;
    }
    if (!isLookedUp) lastFailure = momentOf(clock);
    return current ?? grant;
  };
  const renew = async (grant: TokenGrant, signal: AbortSignal): Promise<TokenGrant> => {
    const renewal = await renewToken(grant, client, { namespace, signal }, clock);
    if (typeof renewal === "object") {
      current = renewal;
      return renewal;
    }
    lastFailure = momentOf(clock);
    if (renewal === "over") current = { ...grant, renewable: false };
    if (renewal === "failed" || !grant.obtained) return current ?? grant;
    try {
      return await logIns.run(logInNow, signal);
    } catch (error) {
      if (signal.aborted || remainingMs(grant, clock) <= 0) throw error;
      return current ?? grant; // what is left of its life is still good
    }
  };
  /** By the pace of the reads: would the token be in the last third of its life at the next one? */
  const isRenewalDue = (grant: TokenGrant, sinceLastUseMs: number): boolean =>
    grant.renewable &&
    Number.isFinite(grant.ttlMs) &&
    remainingMs(grant, clock) - sinceLastUseMs <= grant.fullTtlMs * renewalShare;

  const isDead = async (grant: TokenGrant, signal: AbortSignal): Promise<boolean> => {
    const answer = await lookUp(grant, signal);
    if (answer.status === 200) return false;
    if (answer.status === 403 && isVaultError(answer)) return true;
    throw commonFailure(answer, "looking up the token", namespace);
  };
  /** A token that somebody else supplies may have been replaced by another one. */
  const rereadToken = async (used: TokenGrant, signal: AbortSignal): Promise<TokenGrant | undefined> => {
    const request = await logIn.prepare({ ...context, signal });
    if (request.kind === "token" && request.token !== used.token) return logIns.run(logInNow, signal);
    if (!(await isDead(used, signal))) return undefined;
    throw vaultError("UNAUTHENTICATED", "Vault does not accept the token any more.", { hint: logIn.hint });
  };
  return {
    async grant(signal) {
      const grant = current;
      if (grant === undefined) return logIns.run(logInNow, signal);
      const sinceLastUseMs = lastUse === undefined ? 0 : elapsedMs(lastUse, clock);
      lastUse = momentOf(clock);
      if (grant.token === undefined) return grant;
      if (grant.obtained && remainingMs(grant, clock) <= 0) return logIns.run(logInNow, signal);
      if (lastFailure !== undefined && elapsedMs(lastFailure, clock) < FAILURE_PAUSE_MS) return grant;
      // Not before the first read: it would cost that one a round trip, and a token for one use its life.
      if (!grant.obtained && !isLookedUp) return upkeeps.run((own) => learn(grant, own), signal);
      return isRenewalDue(grant, sinceLastUseMs) ? upkeeps.run((own) => renew(grant, own), signal) : grant;
    },
    async afterRefusal(used, signal) {
      if (current !== undefined && current.token !== used.token) return current;
      if (used.token === undefined) return undefined;
      if (!used.obtained) return rereadToken(used, signal);
      if (elapsedMs(used.since, clock) < YOUNG_MS && !(await isDead(used, signal))) return undefined;
      // Somebody else may have been faster in the meantime.
      return current !== undefined && current.token !== used.token ? current : logIns.run(logInNow, signal);
    },
    async close() {
      const grant = current;
      current = undefined;
      if (grant === undefined || !grant.obtained || !grant.revocable) return;
      const { signal } = new AbortController();
      const call = { token: grant.token, namespace, signal, timeoutMs: REVOKE_TIMEOUT_MS };
      await client.post("auth/token/revoke-self", {}, call).catch(() => {}); // it ends by itself, later
    },
  };
}
