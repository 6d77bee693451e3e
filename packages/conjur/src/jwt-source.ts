import { checkedLogin } from "./api-key-source.ts";
import { conjurError, invalidConfig } from "./conjur-error.ts";
import type { ConjurJwtAuth } from "./conjur-options.ts";
import { variable } from "./environment.ts";
import { logIn } from "./log-in.ts";
import { readTextFile } from "./text-file.ts";
import type { SourceContext, TokenSource } from "./token-source.ts";

const KUBERNETES_FILE = "/var/run/secrets/kubernetes.io/serviceaccount/token";

/** Logs in with a JWT, which is read anew at each login, since those who issue them renew them. Throws `INVALID_CONFIG`. */
export function jwtSource(auth: ConjurJwtAuth, context: SourceContext): TokenSource {
  const { environment } = context;
  const serviceId = auth.serviceId ?? variable(environment, "CONJUR_AUTHN_JWT_SERVICE_ID", "CONJUR_SERVICE_ID");
  if (serviceId === undefined) {
    throw invalidConfig(
      "The service id of authn-jwt is missing.",
      "Set CONJUR_AUTHN_JWT_SERVICE_ID or auth.serviceId.",
    );
  }
  const hostId = auth.hostId ?? variable(environment, "CONJUR_AUTHN_JWT_HOST_ID");
  const login = hostId === undefined ? {} : { login: checkedLogin(hostId, "CONJUR_AUTHN_JWT_HOST_ID") };
  const read = jwtReader(auth, context);
  return {
    ages: true,
    async obtain(signal) {
      const jwt = (await read()).trim();
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
    refusedHint: "The login works and its token does not: do all servers behind the address belong together?",
  };
}

function jwtReader(auth: ConjurJwtAuth, { environment }: SourceContext): () => Promise<string> {
  const { jwt, jwtFile } = auth;
  if (jwt !== undefined && jwtFile !== undefined) {
    throw invalidConfig("Both jwt and jwtFile are given.", "Leave one of them out.");
  }
  if (typeof jwt === "function") return async () => checkedJwt(await callBack(jwt));
  if (jwtFile !== undefined) return () => readTextFile(jwtFile, "auth.jwtFile");
  const findText = (): string | undefined => jwt ?? variable(environment, "CONJUR_AUTHN_JWT_TOKEN");
  const text = findText();
  if (text !== undefined) return async () => findText() ?? text;
  const path = variable(environment, "JWT_TOKEN_PATH");
  return path === undefined
    ? () => readTextFile(KUBERNETES_FILE, "the default of auth.jwtFile and JWT_TOKEN_PATH")
    : () => readTextFile(path, "JWT_TOKEN_PATH");
}

async function callBack(jwt: () => string | Promise<string>): Promise<unknown> {
  try {
    return await jwt();
  } catch (cause) {
    throw conjurError("UNAUTHENTICATED", "The function auth.jwt failed.", { cause, hint: "It has to give a JWT." });
  }
}

function checkedJwt(jwt: unknown): string {
  if (typeof jwt === "string" && jwt.trim() !== "") return jwt;
  throw conjurError("UNAUTHENTICATED", "The function auth.jwt gave no text.", { hint: "It has to give a JWT." });
}

function hint(hostId: string | undefined): string {
  const identity =
    hostId === undefined
      ? "the claim by which Conjur finds the host"
      : `whether the JWT is that of ${hostId}, which needs its host/`;
  return `Check the service id, issuer, audience and signing key of the JWT, and ${identity}.`;
}
