import type { Clock } from "@mailjet-secrets/core";
import type { AbuseControl } from "./abuse-control.ts";
import type { Accounts, Row } from "./accounts.ts";
import type { Numbering } from "./answer.ts";
import type { Outbox } from "./outbox.ts";

/** Everything that the emulated Mailjet remembers. */
export interface World {
  readonly clock: Clock;
  readonly numbers: Numbering;
  readonly accounts: Accounts;
  readonly abuse: AbuseControl;
  readonly outbox: Outbox;
  readonly metaSenders: readonly string[];
  /** Status of an answer to a call of which some messages were accepted and some not. Absence: that of the first error. */
  readonly mixedStatus?: number | undefined;
  readonly smsTokens: readonly string[];
  /** Text messages that were accepted. */
  readonly sms: Row[];
  readonly newKeyActiveAfterMs: number;
  readonly maximumKeys: number;
  /** Whether lists of keys hold the secret keys. */
  readonly listsSecrets: boolean;
  /** Objects of the `user` resource. */
  readonly users: Row[];
}

/** A request as the handlers see it. */
export interface ApiCall {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** The parsed JSON body. `undefined`: there was none, or it was malformed. */
  readonly body: unknown;
}
