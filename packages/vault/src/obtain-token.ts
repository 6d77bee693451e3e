import { fingerprintOf, refusedLogIns, untilAborted } from "@mailjet-secrets/core";
import type { LogIn, LogInContext, LogInRequest } from "./log-in.ts";
import { logInFailure } from "./log-in-failure.ts";
import { bareGrant, grantedToken, type TokenGrant } from "./token-grant.ts";

/** What a session is to log in with. */
export interface SessionLogIn {
  readonly logIn: LogIn;
  readonly context: Omit<LogInContext, "signal">;
}

/** Gets tokens: by a login, or from where somebody else has put one. One at a time. */
export interface TokenObtainer {
  /**
   * Gets one. The signal ends the waiting, and the reading of credentials. A login that was sent by then goes on: the
   * server may have issued the token already, and nobody else could revoke it.
   */
  obtain(signal: AbortSignal): Promise<TokenGrant>;
  /** Resolves when no login is on its way any more, or the signal aborts. */
  settled(signal: AbortSignal): Promise<void>;
}

/**
 * Creates the {@link TokenObtainer}. `keep` gets every token, whoever still waits for it. Credentials that were refused
 * are not sent again for a while.
 */
export function tokenObtainer({ logIn, context }: SessionLogIn, keep: (grant: TokenGrant) => void): TokenObtainer {
  const { client, namespace, clock } = context;
  const refused = refusedLogIns(clock);
  let sent: Promise<TokenGrant> | undefined;

  const send = async ({ path, body }: LogInRequest & { kind: "request" }): Promise<TokenGrant> => {
    const fingerprint = logIn.alwaysDiffers ? "" : fingerprintOf(path, body);
    refused.check(fingerprint);
    // Bounded by the time-out of the transport alone.
    const answer = await client.post(path, body, { namespace, signal: new AbortController().signal });
    const grant = answer.status === 200 ? grantedToken(answer, clock) : undefined;
    if (grant !== undefined) {
      refused.clear();
      keep(grant);
      return grant;
    }
    const error = logInFailure(answer, logIn, namespace);
    if (error.code === "UNAUTHENTICATED") refused.note(fingerprint, error);
    throw error;
  };
  const begin = (request: LogInRequest & { kind: "request" }): Promise<TokenGrant> => {
    const started = send(request);
    const end = (): void => {
      sent = undefined;
    };
    started.then(end, end);
    return started;
  };
  return {
    async obtain(signal) {
      if (sent === undefined) {
        const request = await logIn.prepare({ ...context, signal });
        signal.throwIfAborted();
        if (request.kind === "token") {
          const grant = bareGrant(request.token, clock);
          keep(grant);
          return grant;
        }
        sent ??= begin(request);
      }
      return untilAborted(sent, signal);
    },
    async settled(signal) {
      if (sent !== undefined) await untilAborted(sent, signal).catch(() => {});
    },
  };
}
