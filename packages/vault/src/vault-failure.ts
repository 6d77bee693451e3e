import { printableName, printablePath, SecretsError, type SecretsErrorOptions } from "@mailjet-secrets/core";
import { statusCode } from "@mailjet-secrets/http";
import { isVaultError, says, type VaultAnswer } from "./vault-answer.ts";
import { vaultHealth } from "./vault-health.ts";

/** Creates an error of this provider. */
export function vaultError(
  code: SecretsError["code"],
  message: string,
  options: Omit<SecretsErrorOptions, "provider"> = {},
): SecretsError {
  return new SecretsError(code, message, { ...options, provider: "vault" });
}

/**
 * The error for an answer whose status means the same wherever it comes: overload, not serving, a redirect, nonsense.
 * `doing`: what was asked for, as in "reading secret/data/mailjet".
 */
export function commonFailure(answer: VaultAnswer, doing: string, namespace: string): SecretsError {
  const { status, bodyKind, retryAfterMs } = answer;
  const wait = retryAfterMs === undefined ? {} : { retryAfterMs };
  const answered = `Vault answered ${status} (${bodyKind}) to ${doing}.`;
  if (status >= 300 && status < 400) return redirected(answer, doing);
  if (status === 412) {
    const hint = "A server of the cluster is not up to date yet, or an Agent missed a header. It will be tried again.";
    return vaultError("UNAVAILABLE", answered, { ...wait, hint });
  }
  if (status === 408) {
    return vaultError("TIMEOUT", answered, { ...wait, hint: "Check the server and what is in front of it." });
  }
  if (status === 429) {
    return vaultError("RATE_LIMITED", `Vault limits requests; ${doing} was refused.`, {
      ...wait,
      hint: "Raise the rate limit quota, or refreshAfterMs.",
    });
  }
  if (status === 501 && isVaultError(answer)) {
    return vaultError("UNAVAILABLE", vaultHealth(501).text, { retryable: false });
  }
  if (status === 503 && says(answer, /sealed/i)) return vaultError("UNAVAILABLE", vaultHealth(503).text, wait);
  if (status === 472 || status === 473) return vaultError("UNAVAILABLE", answered, wait);
  if (status === 404 && says(answer, /^namespace not found$/)) {
    return vaultError(
      "INVALID_CONFIG",
      `Vault knows no namespace ${namespace === "" ? "of this name" : printablePath(namespace)}.`,
      {
        hint: "Check namespace (VAULT_NAMESPACE).",
      },
    );
  }
  const hint = isVaultError(answer)
    ? "Look into the server's log for the reason; its text is not shown, since it can hold a credential."
    : "Does the address lead to Vault itself, or to a proxy or a sign-in page in front of it?";
  const code = statusCode(status) === "UNAVAILABLE" ? "UNAVAILABLE" : "UNEXPECTED_RESPONSE";
  return vaultError(code, answered, { ...wait, hint });
}

function redirected({ status, redirectHost }: VaultAnswer, doing: string): SecretsError {
  const name = redirectHost === undefined ? undefined : printableName(redirectHost);
  const host = name === undefined ? "another place" : `the host ${name}`;
  const option = name === undefined ? "redirectHosts" : `redirectHosts: ["${name}"]`;
  return vaultError("UNEXPECTED_RESPONSE", `Vault answered ${status} to ${doing} and sends on to ${host}.`, {
    hint: `It was not followed, so that the token reaches no other server. Use the address of the active server, or allow it by ${option}; never from https to http.`,
  });
}
