import type { Clock } from "@mailjet-secrets/core";
import { SecretsError } from "@mailjet-secrets/core";
import type { VaultCallOptions, VaultClient } from "./node-vault-client.ts";
import { renewedToken, type TokenGrant } from "./token-grant.ts";
import { isVaultError, type VaultAnswer } from "./vault-answer.ts";

/** What a try to renew comes to: a longer life, none to be had any more, or a failure that may pass. */
export type Renewal = TokenGrant | "over" | "failed";

/**
 * Asks the server to let the token live longer. It is over when the server refuses, or grants less than a third of what a
 * fresh token gets: then the end of all renewals is near.
 */
export async function renewToken(
  grant: TokenGrant,
  client: VaultClient,
  call: VaultCallOptions,
  clock: Clock,
): Promise<Renewal> {
  let answer: VaultAnswer;
  try {
    answer = await client.post("auth/token/renew-self", {}, { ...call, token: grant.token });
  } catch (error) {
    if (call.signal.aborted || SecretsError.is(error, "CLOSED")) throw error;
    return "failed";
  }
  const renewed = answer.status === 200 ? renewedToken(grant, answer, clock) : undefined;
  if (renewed !== undefined) return renewed.ttlMs * 3 <= grant.fullTtlMs ? "over" : renewed;
  return (answer.status === 400 || answer.status === 403) && isVaultError(answer) ? "over" : "failed";
}
