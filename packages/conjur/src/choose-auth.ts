import { apiKeySource } from "./api-key-source.ts";
import { awsIamSource } from "./aws-iam-source.ts";
import { invalidConfig } from "./conjur-error.ts";
import type { ConjurAuth } from "./conjur-options.ts";
import { type Environment, variable } from "./environment.ts";
import { jwtSource } from "./jwt-source.ts";
import type { SourceContext, TokenSource } from "./token-source.ts";
import { staticTokenSource, tokenFileSource } from "./token-sources.ts";

/** Makes the source of access tokens. Throws `INVALID_CONFIG` for a method that lacks a setting. */
export function tokenSource(auth: ConjurAuth | undefined, context: SourceContext): TokenSource {
  const chosen = auth ?? environmentAuth(context.environment);
  switch (chosen.method) {
    case "apiKey":
      return apiKeySource(chosen, context);
    case "jwt":
      return jwtSource(chosen, context);
    case "tokenFile":
      return tokenFileSource(chosen, context);
    case "token":
      return staticTokenSource(chosen, context);
    case "awsIam":
      return awsIamSource(chosen, context);
  }
}

/** Chooses as CyberArk's client for Go does: the first of these that the variables are set for. */
function environmentAuth(environment: Environment): ConjurAuth {
  const has = (...names: readonly string[]): boolean => variable(environment, ...names) !== undefined;
  const type = variable(environment, "CONJUR_AUTHN_TYPE") ?? "authn";
  if (has("CONJUR_AUTHN_TOKEN_FILE")) return { method: "tokenFile" };
  if (has("CONJUR_AUTHN_TOKEN")) return { method: "token" };
  // JWT_TOKEN_PATH alone may belong to another program.
  const hasJwt = has("CONJUR_AUTHN_JWT_SERVICE_ID") || (has("JWT_TOKEN_PATH") && has("CONJUR_SERVICE_ID"));
  if (hasJwt || type === "jwt") return { method: "jwt" };
  if (!["authn", "iam"].includes(type)) {
    throw invalidConfig(
      "CONJUR_AUTHN_TYPE names a way to log in that is not supported.",
      "Supported: authn, jwt, iam.",
    );
  }
  const hasKey = has("CONJUR_AUTHN_API_KEY");
  if (type === "iam" && !hasKey) return { method: "awsIam" };
  if (hasKey || has("CONJUR_AUTHN_LOGIN")) return { method: "apiKey" };
  throw invalidConfig(
    "There is no login for Conjur.",
    "Set CONJUR_AUTHN_LOGIN and CONJUR_AUTHN_API_KEY, or CONJUR_AUTHN_JWT_SERVICE_ID, or CONJUR_AUTHN_TOKEN_FILE, or auth; .conjurrc and .netrc are not read.",
  );
}
