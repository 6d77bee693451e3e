import type { Clock, CredentialFields } from "@mailjet-secrets/core";
import type { MailjetAdminOptions } from "@mailjet-secrets/mailjet-admin";
import type { AwsClientOptions, AwsSdkOptions } from "../aws-options.ts";
import type { RotationLogEntry } from "./rotation-log.ts";

/** How Mailjet is spoken to. `host` wins over the one in a secret. */
export type RotationMailjetOptions = Omit<MailjetAdminOptions, "credentials" | "clock">;

interface CommonOptions {
  /** Where the pair stands in the rotated secret. Absence: it is found by its usual names, or is one text `key:secret`. */
  readonly fields?: CredentialFields;
  /** Address that the new key has to be able to send from: tried with `SandboxMode`, which delivers nothing. Absence: none is tried. */
  readonly sender?: string;
  /** Takes a new key that may not send from every address of the old one. @default false */
  readonly acceptMissingSenders?: boolean;
  /** @default Mailjet's own host, ten seconds a request */
  readonly mailjet?: RotationMailjetOptions;
  /** How AWS is spoken to. @default as the SDK finds region and credentials, which is right in Lambda */
  readonly aws?: AwsSdkOptions | AwsClientOptions;
  /** Takes one entry for each step; none holds a value. Absence: nothing is logged. */
  readonly log?: (entry: RotationLogEntry) => void;
  /** Time, for tests. @default the machine's */
  readonly clock?: Clock;
}

/** Every rotation makes a new key of the Mailjet account, which is a new sub-account. */
export interface NewSubAccountOptions extends CommonOptions {
  readonly plan: "new-sub-account";
  /** Name or ARN of the secret with the pair of the account's primary key, which makes and deactivates keys. */
  readonly adminSecret: string;
  /** Beginning of the names of new keys. @default name of the rotated secret */
  readonly keyName?: string;
  /**
   * How long a former key must have sent nothing before a later rotation deactivates it, in milliseconds; 0: whether it is
   * used or not; `"never"`: no former key is deactivated.
   * @default 604_800_000, seven days
   */
  readonly deactivateOldAfterMs?: number | "never";
}

/** Two keys for ever, of which the rotated secret holds the one or the other. */
export interface BlueGreenOptions extends CommonOptions {
  readonly plan: "blue-green";
  /** Name or ARN of the secret with the pair of the one key. */
  readonly blueSecret: string;
  /** Name or ARN of the secret with the pair of the other key. */
  readonly greenSecret: string;
}

/** Options of `createRotationHandler`. */
export type RotationOptions = NewSubAccountOptions | BlueGreenOptions;
