import { printablePath } from "@mailjet-secrets/core";
import { readCredential } from "./credential-source.ts";
import type { LogIn, LogInContext } from "./log-in.ts";
import { cleanPath, encodePath } from "./secret-path.ts";
import type { AppRoleAuth } from "./vault-auth.ts";
import { vaultError } from "./vault-failure.ts";
import { unwrapOnce } from "./wrapped-secret-id.ts";

/** Logs in by role id and secret id. */
export function appRole(auth: AppRoleAuth): LogIn {
  const at = cleanPath(auth.mount ?? "approle", "auth.mount");
  const unwrap = unwrapOnce();

  const readSecretId = async (context: LogInContext): Promise<string | undefined> => {
    const wrapped = await readCredential(auth, { name: "wrappedSecretId" }, context);
    if (wrapped === undefined) return readCredential(auth, { name: "secretId", fallback: "SECRET_ID" }, context);
    return unwrap(wrapped, at, context);
  };
  return {
    title: `the AppRole login at auth/${printablePath(at)}`,
    hint: "Check role id, secret id, auth.mount and namespace. A secret id can be used up, or too old: then issue a new one.",
    alwaysDiffers: false,
    async prepare(context) {
      const roleId = await readCredential(auth, { name: "roleId", fallback: "ROLE_ID" }, context);
      if (roleId === undefined) {
        throw vaultError("INVALID_CONFIG", "The AppRole login to Vault needs a role id.", {
          hint: "Give it by auth.roleId, auth.roleIdFile or VAULT_ROLE_ID.",
        });
      }
      const secretId = await readSecretId(context);
      const body = { role_id: roleId, ...(secretId === undefined ? {} : { secret_id: secretId }) };
      return { kind: "request", path: `auth/${encodePath(at)}/login`, body };
    },
  };
}
