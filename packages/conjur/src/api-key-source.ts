import { invalidConfig } from "./conjur-error.ts";
import type { ConjurApiKeyAuth } from "./conjur-options.ts";
import { variable } from "./environment.ts";
import { logIn } from "./log-in.ts";
import { readTextFile } from "./text-file.ts";
import type { SourceContext, TokenSource } from "./token-source.ts";

/** Logs in with an API key. Throws `INVALID_CONFIG` if login or key is missing, or the login was encoded already. */
export function apiKeySource(auth: ConjurApiKeyAuth, context: SourceContext): TokenSource {
  const { environment } = context;
  const login = checkedLogin(auth.login ?? variable(environment, "CONJUR_AUTHN_LOGIN"), "CONJUR_AUTHN_LOGIN");
  const { apiKeyFile } = auth;
  const findKey = (): string | undefined =>
    auth.apiKey ?? (apiKeyFile === undefined ? variable(environment, "CONJUR_AUTHN_API_KEY") : undefined);
  const key = findKey();
  if (auth.apiKey !== undefined && apiKeyFile !== undefined) {
    throw invalidConfig("Both apiKey and apiKeyFile are given.", "Leave one of them out.");
  }
  if (key === undefined && apiKeyFile === undefined) {
    throw invalidConfig(
      "The API key for Conjur is missing beside the login.",
      "Set CONJUR_AUTHN_API_KEY, or auth.apiKey or auth.apiKeyFile.",
    );
  }
  return {
    ages: true,
    async obtain(signal) {
      const body = findKey() ?? key ?? (await readTextFile(apiKeyFile ?? "", "auth.apiKeyFile")).trim();
      const request = { authenticator: "authn", login, contentType: "text/plain", body, refusedHint: hint(login) };
      return logIn(request, context, signal);
    },
    refusedHint: "The login works and its token does not: do all servers behind the address belong together?",
  };
}

/** Throws `INVALID_CONFIG` if the login is missing or percent-encoded: encoded once more it would be another one. */
export function checkedLogin(login: string | undefined, variableName: string): string {
  if (login === undefined || login === "") {
    throw invalidConfig("The login for Conjur is missing.", `Set ${variableName} or auth.login.`);
  }
  if (!/%[0-9a-f]{2}/i.test(login)) return login;
  throw invalidConfig("The login for Conjur is percent-encoded.", "Write it plainly, as in host/mailjet/app.");
}

function hint(login: string): string {
  const prefix = login.startsWith("host/") ? "" : " For a host the login begins with host/, as in host/mailjet/app.";
  return `Check login, API key and account, and whether the role may log in from this address.${prefix}`;
}
