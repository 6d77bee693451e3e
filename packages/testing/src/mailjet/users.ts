import type { Row } from "./accounts.ts";
import { optionalTimestamp } from "./own-rows.ts";

/** A user of the account to be. */
export interface NewUser {
  /** @default "owner@example.com" */
  readonly email?: string;
  /** Epoch milliseconds. Absence: never. */
  readonly lastLoginAt?: number;
  /** Address of the last log-in. Absence: never. */
  readonly lastIp?: string;
}

/** Creates an object of the `user` resource. */
export function userRow(user: NewUser, id: number | bigint, maximumKeys: number): Row {
  return {
    ID: id,
    ACL: "",
    Email: user.email ?? "owner@example.com",
    LastIp: user.lastIp ?? "",
    LastLoginAt: optionalTimestamp(user.lastLoginAt),
    Locale: "en_US",
    MaxAllowedAPIKeys: maximumKeys,
  };
}
