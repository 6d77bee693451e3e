import { type Clock, SecretsError, sharedWork, startAge } from "@mailjet-secrets/core";
import type { Transport, TransportRequest, TransportResponse } from "@mailjet-secrets/http";
import type { AccessToken } from "./access-token.ts";
import { conjurError } from "./conjur-error.ts";
import type { TokenSource } from "./token-source.ts";

/** Requests in the name of whoever logged in. */
export interface Session {
  /**
   * Sends a request with a token, logging in first if need be. A 401 is answered with one more login and one more request;
   * a second one is `UNAUTHENTICATED`. Any other status is the caller's to judge.
   */
  request(request: TransportRequest): Promise<TransportResponse>;
  /** Who is logged in, for messages. */
  login(): string;
}

interface HeldToken {
  readonly token: AccessToken;
  readonly ageMs: () => number;
}

/** What Conjur says about tokens, word for word. */
const REASONS: Readonly<Record<string, string>> = {
  "Authorization missing": "It saw no token: a proxy in front may remove the Authorization header.",
  "Malformed authorization token": "It could not decode the token: something in front may change the header.",
};

/** Creates a {@link Session}. Nothing is sent, and nothing kept but the token. */
export function createSession(source: TokenSource, transport: Transport, clock: Clock): Session {
  let current: HeldToken | undefined;
  const logIns = sharedWork<HeldToken>();
  const obtain = async (signal: AbortSignal): Promise<HeldToken> => {
    const token = await source.obtain(signal);
    current = { token, ageMs: startAge(clock) };
    return current;
  };
  const logIn = (signal: AbortSignal): Promise<HeldToken> => logIns.run(obtain, signal);

  const take = async (signal: AbortSignal): Promise<HeldToken> => {
    const held = current;
    if (held === undefined) return logIn(signal);
    const isFresh = source.ages ? held.ageMs() < renewAfterMs(held.token) : !(await source.changed?.());
    if (isFresh) return held;
    return logIn(signal).catch((error: unknown) => {
      const isGood = source.ages && held.ageMs() < held.token.lifeMs;
      if (isGood && SecretsError.is(error) && error.retryable) return held;
      throw error;
    });
  };
  const drop = (held: HeldToken): void => {
    if (current === held) current = undefined;
  };

  return {
    async request(request) {
      const send = ({ token }: HeldToken): Promise<TransportResponse> =>
        transport.request({ ...request, headers: { ...request.headers, authorization: token.header } });
      const first = await take(request.signal);
      const answer = await send(first);
      if (answer.status !== 401) return answer;
      drop(first);
      const second = await take(request.signal);
      if (second.token.header === first.token.header) throw refused(answer, source);
      const again = await send(second);
      if (again.status !== 401) return again;
      drop(second);
      throw refused(again, source);
    },
    login: () => current?.token.login ?? "the login",
  };
}

/** At 80 % of its life, and a minute before its end; of a life shorter than two minutes, at the half. */
function renewAfterMs({ lifeMs }: AccessToken): number {
  return Math.max(Math.min(0.8 * lifeMs, lifeMs - 60_000), 0.5 * lifeMs);
}

function refused(answer: TransportResponse, source: TokenSource): SecretsError {
  const reason = Object.hasOwn(REASONS, answer.text()) ? REASONS[answer.text()] : undefined;
  return conjurError("UNAUTHENTICATED", "Conjur refused the access token.", { hint: reason ?? source.refusedHint });
}
