import { checkedLine } from "./checked-line.ts";
import { checkedLogin } from "./checked-name.ts";
import { invalidConfig } from "./conjur-error.ts";
import type { ConjurApiKeyAuth } from "./conjur-options.ts";
import { variable } from "./environment.ts";
import { logIn } from "./log-in.ts";
import { readTextFile } from "./text-file.ts";
import { RENEWED_TOKEN_REFUSED, type SourceContext, type TokenSource } from "./token-source.ts";

const KEY_NAME = "The API key (auth.apiKey or CONJUR_AUTHN_API_KEY)";

/** Logs in with an API key. Throws `INVALID_CONFIG` if login or key is missing or cannot be one. */
export function apiKeySource(auth: ConjurApiKeyAuth, context: SourceContext): TokenSource {
  const { environment } = context;
  const login = checkedLogin(auth.login ?? variable(environment, "CONJUR_AUTHN_LOGIN"), "CONJUR_AUTHN_LOGIN");
  if (auth.apiKey !== undefined && auth.apiKeyFile !== undefined) {
    throw invalidConfig("Both apiKey and apiKeyFile are given.", "Leave one of them out.");
  }
  const findKey = keyFinder(auth, context);
  return {
    ages: true,
    async obtain(signal) {
      const body = await findKey(signal);
      const request = { authenticator: "authn", login, contentType: "text/plain", body, refusedHint: hint(login) };
      return logIn(request, context, signal);
    },
    refusedHint: RENEWED_TOKEN_REFUSED,
  };
}

/** File and variable are looked at again at each login: what is in them may have been replaced. */
function keyFinder(
  { apiKey, apiKeyFile }: ConjurApiKeyAuth,
  { environment }: SourceContext,
): (signal: AbortSignal) => Promise<string> {
  if (apiKeyFile !== undefined) {
    return async (signal) => {
      const text = await readTextFile(apiKeyFile, "auth.apiKeyFile", signal);
      return checkedLine(text.trim(), "The API key in the file named by auth.apiKeyFile");
    };
  }
  const find = (): string | undefined => apiKey ?? variable(environment, "CONJUR_AUTHN_API_KEY");
  const first = find();
  if (first === undefined) {
    throw invalidConfig(
      "The API key for Conjur is missing beside the login.",
      "Set CONJUR_AUTHN_API_KEY, or auth.apiKey or auth.apiKeyFile.",
    );
  }
  return async () => checkedLine(find() ?? first, KEY_NAME);
}

function hint(login: string): string {
  const prefix = login.startsWith("host/") ? "" : " For a host the login begins with host/, as in host/mailjet/app.";
  return `Check login, API key and account, and whether the role may log in from this address.${prefix}`;
}
