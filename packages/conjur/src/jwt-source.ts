import { printableName } from "@mailjet-secrets/core";
import { callOption } from "./call-option.ts";
import { checkedLine } from "./checked-line.ts";
import { checkedLogin, checkedServiceId } from "./checked-name.ts";
import { invalidConfig } from "./conjur-error.ts";
import type { ConjurJwtAuth } from "./conjur-options.ts";
import { variable } from "./environment.ts";
import { logIn } from "./log-in.ts";
import { readTextFile } from "./text-file.ts";
import { RENEWED_TOKEN_REFUSED, type SourceContext, type TokenSource } from "./token-source.ts";

type ReadJwt = (signal: AbortSignal) => Promise<string>;

const KUBERNETES_FILE = "/var/run/secrets/kubernetes.io/serviceaccount/token";

/** Logs in with a JWT, which is read anew at each login, since those who issue them renew them. Throws `INVALID_CONFIG`. */
export function jwtSource(auth: ConjurJwtAuth, context: SourceContext): TokenSource {
  const { environment } = context;
  const serviceId = checkedServiceId(
    auth.serviceId ?? variable(environment, "CONJUR_AUTHN_JWT_SERVICE_ID", "CONJUR_SERVICE_ID"),
    "authn-jwt",
    "CONJUR_AUTHN_JWT_SERVICE_ID",
  );
  const hostId = auth.hostId ?? variable(environment, "CONJUR_AUTHN_JWT_HOST_ID");
  const login = hostId === undefined ? {} : { login: checkedLogin(hostId, "CONJUR_AUTHN_JWT_HOST_ID", "auth.hostId") };
  const read = jwtReader(auth, context);
  return {
    ages: true,
    async obtain(signal) {
      const jwt = await read(signal);
      return logIn(
        {
          authenticator: `authn-jwt/${serviceId}`,
          ...login,
          contentType: "application/x-www-form-urlencoded",
          body: `jwt=${encodeURIComponent(jwt)}`,
          // A function may make a new JWT each time, for the same identity.
          ...(typeof auth.jwt === "function" ? { credentials: "auth.jwt" } : {}),
          refusedHint: hint(hostId),
        },
        context,
        signal,
      );
    },
    refusedHint: RENEWED_TOKEN_REFUSED,
  };
}

function jwtReader(auth: ConjurJwtAuth, { environment }: SourceContext): ReadJwt {
  const { jwt, jwtFile } = auth;
  if (jwt !== undefined && jwtFile !== undefined) {
    throw invalidConfig("Both jwt and jwtFile are given.", "Leave one of them out.");
  }
  if (typeof jwt === "function") return () => callBack(jwt);
  if (jwtFile !== undefined) return fileReader(jwtFile, "auth.jwtFile");
  const findText = (): string | undefined => jwt ?? variable(environment, "CONJUR_AUTHN_JWT_TOKEN");
  const first = findText();
  if (first !== undefined) {
    const checked = (text: string): string => checkedLine(text.trim(), "The JWT (auth.jwt or CONJUR_AUTHN_JWT_TOKEN)");
    return async () => checked(findText() ?? first);
  }
  const path = variable(environment, "JWT_TOKEN_PATH");
  return path === undefined
    ? fileReader(KUBERNETES_FILE, "the default of auth.jwtFile and JWT_TOKEN_PATH")
    : fileReader(path, "JWT_TOKEN_PATH");
}

function fileReader(path: string, setting: string): ReadJwt {
  return async (signal) => {
    const text = await readTextFile(path, setting, signal);
    return checkedLine(text.trim(), `The JWT in the file named by ${setting}`);
  };
}

async function callBack(jwt: () => unknown): Promise<string> {
  const given = await callOption("auth.jwt", jwt, "It has to give a JWT.");
  return checkedLine(typeof given === "string" ? given.trim() : given, "What the function auth.jwt gave");
}

function hint(hostId: string | undefined): string {
  const identity =
    hostId === undefined
      ? "the claim by which Conjur finds the host"
      : `whether the JWT is that of ${printableName(hostId)}, which needs its host/`;
  return `Check the service id, issuer, audience and signing key of the JWT, and ${identity}.`;
}
