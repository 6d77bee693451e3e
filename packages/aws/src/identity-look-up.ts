import type { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { sharedWork } from "@mailjet-secrets/core";

/** Proof of who calls; compared, and never kept for anything else. */
export interface Identity {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/**
 * Looks up the credentials that the next request is signed with. `refresh`: anew. Rejects with the signal's reason when it
 * aborts. `undefined`: the client shows none.
 */
export type IdentityLookUp = (signal: AbortSignal, refresh?: boolean) => Promise<Identity | undefined>;

/**
 * Creates the {@link IdentityLookUp} of a client. `giveUp` is called when nobody waits any more for a look-up that has not
 * ended: the SDK would join it for ever, and ask no second time.
 */
export function identityLookUp(client: SecretsManagerClient, giveUp: () => void): IdentityLookUp {
  const [usual, renewal] = [sharedWork<Identity | undefined>(), sharedWork<Identity | undefined>()];
  const lookUp = async (abandoned: AbortSignal, refresh: boolean): Promise<Identity | undefined> => {
    abandoned.addEventListener("abort", giveUp, { once: true });
    // A stand-in for a client, as tests of applications make them, may have no configuration.
    const credentials = (client.config as Partial<SecretsManagerClient["config"]> | undefined)?.credentials;
    const find = credentials as ((options?: { forceRefresh?: boolean }) => Promise<Identity>) | undefined;
    return find?.(refresh ? { forceRefresh: true } : undefined);
  };
  return (signal, refresh = false) =>
    (refresh ? renewal : usual).run((abandoned) => lookUp(abandoned, refresh), signal);
}
