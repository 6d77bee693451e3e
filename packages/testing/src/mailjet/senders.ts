import type { KeyRecord, Row } from "./accounts.ts";
import { type Numbering, timestamp } from "./answer.ts";

/** A sender to be. */
export interface NewSender {
  /** An address, or `*@domain`. */
  readonly email: string;
  /** @default "" */
  readonly name?: string;
  /** `Deleted` is listed only if asked for. @default "Active" */
  readonly status?: "Active" | "Inactive" | "Deleted";
  /** Epoch milliseconds. @default now */
  readonly createdAt?: number;
}

/** Creates an object of the `sender` resource. `now`: epoch milliseconds. */
export function senderRow({ email, name, status, createdAt }: NewSender, now: number, numbers: Numbering): Row {
  return {
    ID: numbers.id(),
    Email: email,
    Name: name ?? "",
    Status: status ?? "Active",
    EmailType: "unknown",
    IsDefaultSender: false,
    CreatedAt: timestamp(createdAt ?? now),
  };
}

/** Tells whether the key may put this address into `From`. `metaSenders` are valid for all keys of the account. */
export function maySendFrom(key: KeyRecord, email: string, metaSenders: readonly string[]): boolean {
  if (key.anySender) return true;
  const own = key.rows.sender.filter((row) => row["Status"] === "Active").map((row) => String(row["Email"]));
  const address = email.toLowerCase();
  return [...own, ...metaSenders].some((sender) => matches(sender.toLowerCase(), address));
}

function matches(sender: string, address: string): boolean {
  return sender.startsWith("*@") ? address.endsWith(sender.slice(1)) : address === sender;
}
