import { type Clock, sharedWork, startAge } from "@mailjet-secrets/core";
import type { Transport, TransportRequest, TransportResponse } from "@mailjet-secrets/http";
import type { AccessToken } from "./access-token.ts";
import { isAddressRefusal, isRefusal } from "./conjur-answer.ts";
import { conjurError } from "./conjur-error.ts";
import type { TokenSource } from "./token-source.ts";

/** Requests in the name of whoever logged in. */
export interface Session {
  /**
   * Sends a request with a token, logging in first if need be. A 401 of Conjur is answered with one more login and one more
   * request; a second one is `UNAUTHENTICATED`, and a refused address `ACCESS_DENIED`. Any other status is the caller's to
   * judge.
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
  const tokens = heldTokens(source, clock);
  const login = (): string => tokens.current()?.token.login ?? "the login";
  const send = async (request: TransportRequest, { token }: HeldToken): Promise<TransportResponse> => {
    const headers = { ...request.headers, authorization: token.header };
    const answer = await transport.request({ ...request, headers });
    if (isAddressRefusal(answer)) throw addressError(login());
    return answer;
  };
  return {
    async request(request) {
      const first = await tokens.take(request.signal);
      const answer = await send(request, first);
      if (!isTokenRefusal(answer)) return answer;
      tokens.drop(first);
      const second = await tokens.take(request.signal);
      if (second.token.header === first.token.header) throw refused(answer, source);
      const again = await send(request, second);
      if (!isTokenRefusal(again)) return again;
      tokens.drop(second);
      throw refused(again, source);
    },
    login,
  };
}

interface HeldTokens {
  current(): HeldToken | undefined;
  /** The token that is held, or another one if that is old. One that is still good is used when no other can be had. */
  take(signal: AbortSignal): Promise<HeldToken>;
  drop(held: HeldToken): void;
}

function heldTokens(source: TokenSource, clock: Clock): HeldTokens {
  let current: HeldToken | undefined;
  const logIns = sharedWork<HeldToken>();
  const obtain = async (signal: AbortSignal): Promise<HeldToken> => {
    const token = await source.obtain(signal);
    current = { token, ageMs: startAge(clock) };
    return current;
  };
  const isFresh = async ({ token, ageMs }: HeldToken): Promise<boolean> =>
    source.ages ? ageMs() < renewAfterMs(token) : !(await source.changed?.());
  return {
    current: () => current,
    async take(signal) {
      const held = current;
      if (held === undefined) return logIns.run(obtain, signal);
      try {
        return (await isFresh(held)) ? held : await logIns.run(obtain, signal);
      } catch (error) {
        if (held.ageMs() >= held.token.lifeMs) throw error;
        return held;
      }
    },
    drop(held) {
      if (current === held) current = undefined;
    },
  };
}

/** At 80 % of its life, and a minute before its end; of a life shorter than two minutes, at the half. */
function renewAfterMs({ lifeMs }: AccessToken): number {
  return Math.max(Math.min(0.8 * lifeMs, lifeMs - 60_000), 0.5 * lifeMs);
}

function isTokenRefusal(answer: TransportResponse): boolean {
  return answer.status === 401 && isRefusal(answer);
}

function refused(answer: TransportResponse, source: TokenSource): Error {
  const text = answer.text().trim();
  const reason = Object.hasOwn(REASONS, text) ? REASONS[text] : undefined;
  return conjurError("UNAUTHENTICATED", "Conjur refused the access token.", { hint: reason ?? source.refusedHint });
}

function addressError(login: string): Error {
  return conjurError("ACCESS_DENIED", `Conjur does not accept ${login} from this address.`, {
    hint: "Add the address to restricted_to of the role, or log in from where the token is used.",
  });
}
