import type { Clock, RefusedLogIns } from "@mailjet-secrets/core";
import type { Transport } from "@mailjet-secrets/http";
import type { AccessToken } from "./access-token.ts";
import type { Environment } from "./environment.ts";

/** Where access tokens come from: a login, a file, the configuration. */
export interface TokenSource {
  /** Gives a token: a fresh one, where a fresh one can be had. */
  obtain(signal: AbortSignal): Promise<AccessToken>;
  /** Whether tokens get old. `false`: somebody else renews them, or nobody. */
  readonly ages: boolean;
  /** Says that another token may lie ready than the one that was obtained last. Absence: never. */
  changed?(): Promise<boolean>;
  /** What to do when Conjur refuses a token that was just obtained. */
  readonly refusedHint: string;
}

/** {@link TokenSource.refusedHint} of those that log in. */
export const RENEWED_TOKEN_REFUSED =
  "The login works and its token does not: do all servers behind the address belong together?";

/** What sources are made with. */
export interface SourceContext {
  readonly transport: Transport;
  readonly environment: Environment;
  readonly clock: Clock;
  /** Address of Conjur, for hints. */
  readonly baseUrl: string;
  readonly account: string;
  /** Credentials that Conjur refused a short while ago. */
  readonly refusedLogIns: RefusedLogIns;
}
