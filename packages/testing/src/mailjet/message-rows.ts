import type { Row } from "./accounts.ts";
import { timestamp } from "./answer.ts";
import type { RestContext } from "./rest-resources.ts";
import { timeWindow } from "./time-window.ts";

/** Rows of the `message` resource: one per recipient, of the key that asks. */
export function messageRows({ world, key, query }: RestContext): Row[] {
  const inWindow = timeWindow(query);
  const customId = query.get("CustomID");
  const fromDomain = query.get("FromDomain");
  return world.outbox.deliveries
    .filter(({ letter, acceptedAt }) => letter.apiKey === key.apiKey && inWindow(acceptedAt))
    .filter(({ letter }) => customId === null || letter.customId === customId)
    .filter(({ letter }) => fromDomain === null || letter.from.endsWith(`@${fromDomain}`))
    .map(({ letter, email, messageId, uuid, acceptedAt }) => ({
      ID: messageId,
      UUID: uuid,
      ArrivedAt: timestamp(acceptedAt),
      Status: "sent",
      ...(isOn(query, "ShowSubject") ? { Subject: letter.subject ?? "" } : {}),
      ...(isOn(query, "ShowCustomID") ? { CustomID: letter.customId ?? "" } : {}),
      ...(isOn(query, "ShowContactAlt") ? { ContactAlt: email } : {}),
    }));
}

/** Whether a flag of a query is set. */
export function isOn(query: URLSearchParams, name: string): boolean {
  return ["1", "true"].includes((query.get(name) ?? "").toLowerCase());
}
