import type { AccountSecret, MailjetCredentials, SecretsProvider } from "@mailjet-secrets/core";
import { printableName } from "@mailjet-secrets/core";
import type { RotationContext } from "./rotation-step.ts";

/** Where a pair is kept. */
export interface Place {
  readonly provider: SecretsProvider;
  readonly secret: AccountSecret;
}

/** Where the services read, or another secret of the same store. */
export function placeOf({ store }: RotationContext, id?: string): Place {
  return { provider: store.provider, secret: id === undefined ? store.secret : { ...store.secret, id } };
}

/** What the store holds now, past every cache. */
export function readPlace({ store }: RotationContext, { secret }: Place): Promise<MailjetCredentials> {
  return store.credentialsOf(secret);
}

/** A place in words. */
export function placeName({ provider, secret }: Place): string {
  return `the secret "${printableName(secret.id ?? "")}" (${provider.name})`;
}
