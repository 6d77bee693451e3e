import type { Clock } from "@mailjet-secrets/core";
import type { AccessTokens } from "./access-tokens.ts";
import type { EmulatedAwsIdentity } from "./caller-identity.ts";
import type { EmulatedConjurRole } from "./role.ts";
import type { Variables } from "./variables.ts";
import type { WebTokens } from "./web-tokens.ts";

/** Everything that the emulated Conjur remembers. */
export interface World {
  readonly clock: Clock;
  readonly account: string;
  readonly roles: Map<string, EmulatedConjurRole>;
  readonly variables: Variables;
  readonly tokens: AccessTokens;
  readonly webTokens: WebTokens;
  /** Enabled authenticators beside `authn`: "authn-jwt/prod". */
  readonly authenticators: readonly string[];
  readonly awsIdentities: readonly EmulatedAwsIdentity[];
  /** A follower: reads only. */
  readOnly: boolean;
}

/** A request as the handlers see it. */
export interface ApiCall {
  readonly method: string;
  /** Below the base path, still percent-encoded, split at its slashes. */
  readonly segments: readonly string[];
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Buffer;
}
