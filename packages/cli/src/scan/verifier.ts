import type { FoundKeys } from "secretlint-rule-mailjet";
import { type ProbedCredentials, probeMailjet } from "../mailjet-probe.ts";
import type { Surroundings } from "../surroundings.ts";
import type { Verification } from "./report.ts";

/** Asks Mailjet about found keys. */
export interface Verifier {
  /** The answer about a key, which is asked for once however often the key was found. */
  verify(fingerprint: string, keys: FoundKeys | undefined): Promise<Verification>;
  /** Why it has stopped asking; `undefined`: it has not. */
  stopped(): string | undefined;
}

/** Mailjet blocks an address that comes with many wrong pairs. It does not say how many that are. */
export const MAX_REJECTED = 5;

/** Makes a verifier. It stops asking after `MAX_REJECTED` wrong keys, or at the first sign of being blocked. */
export function createVerifier({ environment }: Pick<Surroundings, "environment">): Verifier {
  const answers = new Map<string, Verification>();
  let rejected = 0;
  let stopped: string | undefined;

  async function ask(keys: FoundKeys | undefined): Promise<Verification> {
    const credentials = credentialsOf(keys);
    if (credentials === undefined || stopped !== undefined) return "not-asked";
    const { outcome } = await probeMailjet(credentials, { environment });
    if (outcome === "rejected") rejected += 1;
    if (rejected === MAX_REJECTED)
      stopped = `Mailjet rejected ${MAX_REJECTED} of them, and blocks an address that brings many`;
    if (outcome === "possibly-blocked") stopped = "Mailjet may have blocked this address";
    return outcome;
  }

  return {
    async verify(fingerprint, keys) {
      const answer = answers.get(fingerprint) ?? (await ask(keys));
      answers.set(fingerprint, answer);
      return answer;
    },
    stopped: () => stopped,
  };
}

/** `undefined`: half a pair, about which Mailjet cannot be asked. */
function credentialsOf(keys: FoundKeys | undefined): ProbedCredentials | undefined {
  const { apiKey, apiSecret, apiToken } = keys ?? {};
  if (apiToken !== undefined) return { apiToken };
  return apiKey === undefined || apiSecret === undefined ? undefined : { apiKey, apiSecret };
}
