import { fingerprintOf, printableName, type SecretsError } from "@mailjet-secrets/core";
import type { TransportResponse } from "@mailjet-secrets/http";
import { type AccessToken, parseAccessToken } from "./access-token.ts";
import { bodyKind, isRefusal } from "./conjur-answer.ts";
import { conjurError } from "./conjur-error.ts";
import { statusError } from "./status-error.ts";
import type { SourceContext } from "./token-source.ts";

/** One request for an access token. */
export interface LoginRequest {
  /** "authn", "authn-jwt/prod": the authenticator as Conjur's policies write it. */
  readonly authenticator: string;
  /** Login in the path. Absence: Conjur finds it in the body. */
  readonly login?: string;
  readonly contentType: string;
  readonly body: string;
  /** What the body was made from, if it is another one at each login. @default the body */
  readonly credentials?: string;
  /** What to check when Conjur says no, which it never explains. */
  readonly refusedHint: string;
}

/**
 * Logs in. Credentials that were refused are not sent again for a while: that could lock the role out, for nothing. The
 * login in the path is one segment: a slash in it has to be encoded.
 */
export async function logIn(request: LoginRequest, context: SourceContext, signal: AbortSignal): Promise<AccessToken> {
  const [type = "", ...serviceId] = request.authenticator.split("/");
  const names = [serviceId.join("/"), context.account, request.login ?? ""].filter((name) => name !== "");
  const path = `/${[type, ...names.map(encodeURIComponent), "authenticate"].join("/")}`;
  const fingerprint = fingerprintOf(path, request.credentials ?? request.body);
  context.refusedLogIns.check(fingerprint);
  const response = await context.transport.request({
    method: "POST",
    path,
    headers: { "content-type": request.contentType },
    body: request.body,
    signal,
  });
  if (isRefusal(response)) {
    const error = refusedError(response, request, context);
    context.refusedLogIns.note(fingerprint, error);
    throw error;
  }
  if (response.status !== 200) throw loginError(response, request, context);
  const token = parseAccessToken(response.text());
  if (token === undefined) throw noTokenError(response, request, context);
  context.refusedLogIns.clear();
  return token;
}

function noTokenError(response: TransportResponse, request: LoginRequest, context: SourceContext): SecretsError {
  return conjurError(
    "UNEXPECTED_RESPONSE",
    `Conjur answered ${nameOf(request)} with ${bodyKind(response)} that is no access token.`,
    { hint: `Is the address that of Conjur itself? ${pathHint(context)}` },
  );
}

function refusedError(response: TransportResponse, request: LoginRequest, context: SourceContext): SecretsError {
  if (response.status === 403) {
    const hint = `Permit it: privilege [ authenticate ] on !webservice conjur/${printableName(request.authenticator)}.`;
    return conjurError("ACCESS_DENIED", `Conjur does not let ${nameOf(request)} through.`, { hint });
  }
  const isExpired = response.text().includes("CONJ00016E");
  const hint = isExpired ? "The JWT has expired." : `${request.refusedHint} ${pathHint(context)}`;
  return conjurError("UNAUTHENTICATED", `Conjur refused ${nameOf(request)}.`, { hint });
}

function loginError(response: TransportResponse, request: LoginRequest, context: SourceContext): SecretsError {
  if (response.status !== 404) return statusError(response, nameOf(request));
  const slashes = "A proxy in front may also have turned %2F in the path into a slash: let it pass encoded slashes.";
  return conjurError("INVALID_CONFIG", `There is nothing to log in to at the address of Conjur (status 404).`, {
    hint: `${pathHint(context)} ${slashes}`,
  });
}

function nameOf({ authenticator, login }: LoginRequest): string {
  const by = `by ${printableName(authenticator)}`;
  return login === undefined ? `the login ${by}` : `the login of ${printableName(login)} ${by}`;
}

function pathHint({ baseUrl }: SourceContext): string {
  return /\/api$/.test(baseUrl)
    ? "The address ends with /api, which open-source Conjur does not have."
    : "Enterprise and Edge may need /api at the end of the address.";
}
