import { printablePath, type SecretsError } from "@mailjet-secrets/core";
import type { LogIn } from "./log-in.ts";
import { isVaultError, part, type VaultAnswer } from "./vault-answer.ts";
import { commonFailure, vaultError } from "./vault-failure.ts";

const REFUSED: readonly number[] = [400, 401, 403, 404, 405];

/** The error for a login that gave no token. */
export function logInFailure(answer: VaultAnswer, { title, hint }: LogIn, namespace: string): SecretsError {
  const common = commonFailure(answer, title, namespace);
  if (answer.status === 200) return noToken(answer, title);
  if (common.code === "INVALID_CONFIG" || !REFUSED.includes(answer.status) || !isVaultError(answer)) return common;
  const where = namespace === "" ? "" : ` in the namespace ${printablePath(namespace)}`;
  return vaultError("UNAUTHENTICATED", `Vault refused ${title}${where} (${answer.status}).`, {
    hint: `${hint} It is not tried again for a while unless the credentials change.`,
  });
}

function noToken(answer: VaultAnswer, title: string): SecretsError {
  if (part(answer, "auth", "mfa_requirement") !== undefined) {
    return vaultError("UNAUTHENTICATED", `Vault asks for a second factor at ${title}.`, {
      hint: "A program has none: use a login without MFA.",
    });
  }
  return vaultError("UNEXPECTED_RESPONSE", `Vault answered ${title} without a token (${answer.bodyKind}).`, {
    hint: "Does the address lead to Vault itself, or to a page in front of it?",
  });
}
