import type { KeyRecord, Row } from "./accounts.ts";
import { type Numbering, timestamp } from "./answer.ts";

/** Creates an object of the `sender` resource. `at`: epoch milliseconds. */
export function senderRow(email: string, status: "Active" | "Inactive", at: number, numbers: Numbering): Row {
  return {
    ID: numbers.id(),
    Email: email,
    Name: "",
    Status: status,
    EmailType: "unknown",
    IsDefaultSender: false,
    CreatedAt: timestamp(at),
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
