import { refusedLogIns } from "@mailjet-secrets/core";
import type { LogIn, LogInContext, LogInRequest } from "./log-in.ts";
import { logInFailure } from "./log-in-failure.ts";
import { fingerprintOf } from "./log-in-fingerprint.ts";
import { bareGrant, grantedToken, type TokenGrant } from "./token-grant.ts";

/** What a session is to log in with. */
export interface SessionLogIn {
  readonly logIn: LogIn;
  readonly context: Omit<LogInContext, "signal">;
}

/**
 * Creates what gets a token: by a login, or from where somebody else has put one. Credentials that were refused are not
 * sent again for a while.
 */
export function tokenObtainer({ logIn, context }: SessionLogIn): (signal: AbortSignal) => Promise<TokenGrant> {
  const { client, namespace, clock } = context;
  const refused = refusedLogIns(clock);

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
  return async (signal) => {
    const request = await logIn.prepare({ ...context, signal });
    return request.kind === "token" ? bareGrant(request.token, clock) : send(request, signal);
  };
}
