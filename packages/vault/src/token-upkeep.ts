import { SecretsError, startAge } from "@mailjet-secrets/core";
import type { LogInContext } from "./log-in.ts";
import { renewToken } from "./renew-token.ts";
import { lookedUpToken, remainingMs, type TokenGrant } from "./token-grant.ts";
import { isVaultError, type VaultAnswer } from "./vault-answer.ts";

/** Keeps one token alive. */
export interface TokenUpkeep {
  /** Whether there is something to do before the next use. `sinceLastUseMs`: the pace of the reads. */
  isDue(grant: TokenGrant, sinceLastUseMs: number): boolean;
  /** Looks the token up or renews it. Gives "over" when it should be replaced by a login. */
  run(grant: TokenGrant, signal: AbortSignal): Promise<TokenGrant | "over">;
}

/** What {@link tokenUpkeep} works with. */
export interface TokenUpkeepOptions {
  readonly context: Omit<LogInContext, "signal">;
  readonly lookUp: (grant: TokenGrant, signal: AbortSignal) => Promise<VaultAnswer>;
  /** A number from 0 to 1, for jitter. */
  readonly random: () => number;
}

const FAILURE_PAUSE_MS = 30_000;

/** Creates the {@link TokenUpkeep} of a token that is new here. */
export function tokenUpkeep({ context, lookUp, random }: TokenUpkeepOptions): TokenUpkeep {
  const { client, namespace, clock } = context;
  // Jittered, so that the replicas of a service do not all renew at the same time.
  const renewalShare = (1 / 3) * (1 - 0.2 * random());
  let isLookedUp = false;
  let sinceFailureMs = (): number => Number.POSITIVE_INFINITY;

  /** Finds out how long a token lives that was not obtained here. That it may not be asked for is no failure. */
  const learn = async (grant: TokenGrant, signal: AbortSignal): Promise<TokenGrant> => {
    try {
      const answer = await lookUp(grant, signal);
      isLookedUp = answer.status === 200 || (answer.status === 403 && isVaultError(answer));
      if (answer.status === 200) return lookedUpToken(grant, answer, clock);
    } catch (error) {
      if (signal.aborted || SecretsError.is(error, "CLOSED")) throw error;
    }
    if (!isLookedUp) sinceFailureMs = startAge(clock);
    return grant;
  };
  const renew = async (grant: TokenGrant, signal: AbortSignal): Promise<TokenGrant | "over"> => {
    const renewal = await renewToken(grant, client, { namespace, signal }, clock);
    if (typeof renewal === "object") return renewal;
    sinceFailureMs = startAge(clock);
    return renewal === "over" ? "over" : grant;
  };
  const isUnknown = (grant: TokenGrant): boolean => !grant.obtained && !isLookedUp;
  return {
    isDue(grant, sinceLastUseMs) {
      if (sinceFailureMs() < FAILURE_PAUSE_MS) return false;
      if (isUnknown(grant)) return true;
      if (!grant.renewable || grant.ttlMs === Number.POSITIVE_INFINITY) return false;
      // By the pace of the reads: would it be in the last third of its life at the next one?
      return remainingMs(grant) - sinceLastUseMs <= grant.fullTtlMs * renewalShare;
    },
    async run(grant, signal) {
      try {
        return await (isUnknown(grant) ? learn(grant, signal) : renew(grant, signal));
      } catch (error) {
        // Nobody waits any more: a server that hangs at this, as a standby without its leader, may well answer reads.
        sinceFailureMs = startAge(clock);
        throw error;
      }
    },
  };
}
