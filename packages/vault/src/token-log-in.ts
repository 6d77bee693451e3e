import { readCredential } from "./credential-source.ts";
import { vaultVariable } from "./environment.ts";
import type { LogIn, LogInContext } from "./log-in.ts";
import type { TokenAuth } from "./vault-auth.ts";
import { vaultError } from "./vault-failure.ts";

/**
 * "Logs in" by a token that is there: option or file, environment, home directory. `optional`: nothing was said about
 * a login, so that an Agent that is addressed may supply the token.
 */
export function tokenLogIn(auth: TokenAuth, optional: boolean): LogIn {
  return {
    title: "the token",
    hint: "Check the token of auth, else of VAULT_TOKEN or BAO_TOKEN: it is mistyped, has expired, was revoked, or is of another server or namespace.",
    alwaysDiffers: false,
    async prepare(context) {
      const token =
        (await readCredential(auth, { name: "token", fallback: "TOKEN" }, context)) ?? (await homeToken(auth, context));
      if (token !== undefined || (optional && context.viaAgent)) return { kind: "token", token };
      throw vaultError("INVALID_CONFIG", "There is no token for Vault.", {
        hint: "Set VAULT_TOKEN or BAO_TOKEN, or choose a login with auth, for example AppRole.",
      });
    },
  };
}

async function homeToken(auth: TokenAuth, context: LogInContext): Promise<string | undefined> {
  if (auth.useHomeTokenFile !== true) return undefined;
  const [{ homedir }, { join }] = await Promise.all([import("node:os"), import("node:path")]);
  const tokenFile = vaultVariable(context.environment, "TOKEN_PATH") ?? join(homedir(), ".vault-token");
  return readCredential({ tokenFile }, { name: "token" }, context);
}
