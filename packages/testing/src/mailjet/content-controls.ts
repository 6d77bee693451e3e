import type { Row } from "./accounts.ts";
import {
  apiTokenRow,
  type NewApiToken,
  type NewTemplate,
  type NewWebhook,
  templateRow,
  webhookRow,
} from "./own-rows.ts";
import { type NewSender, senderRow } from "./senders.ts";
import { type NewUser, userRow } from "./users.ts";
import type { World } from "./world.ts";

/**
 * How a test fills the emulated account. Each returns the number of the new object, as text; each that names a key
 * throws `TypeError` for an unknown one.
 */
export interface MailjetContentControls {
  /** Adds a sender to a key, or changes its sender of this address. */
  addSender(apiKey: string, email: string, details?: Omit<NewSender, "email">): string;
  addWebhook(apiKey: string, webhook?: NewWebhook): string;
  addApiToken(apiKey: string, token?: NewApiToken): string;
  addTemplate(apiKey: string, template?: NewTemplate): string;
  /** Adds a user of the account, or changes the one with this address; the owner is `owner@example.com`. */
  seedUser(user: NewUser): string;
}

/** Creates the {@link MailjetContentControls} of a Mailjet. */
export function contentControls(world: World): MailjetContentControls {
  const keyOf = world.accounts.get;
  return {
    addSender(apiKey, email, details) {
      const row = senderRow({ ...details, email }, world.clock.now(), world.numbers);
      return put(keyOf(apiKey).rows.sender, row);
    },
    addWebhook: (apiKey, webhook = {}) =>
      put(keyOf(apiKey).rows.eventcallbackurl, webhookRow(keyOf(apiKey), webhook, world)),
    addApiToken: (apiKey, token = {}) => put(keyOf(apiKey).rows.apitoken, apiTokenRow(keyOf(apiKey), token, world)),
    addTemplate: (apiKey, template = {}) => put(keyOf(apiKey).rows.template, templateRow(template, world)),
    seedUser: (user) => put(world.users, userRow(user, world.numbers.id(), world.maximumKeys)),
  };
}

function put(rows: Row[], row: Row): string {
  const same = rows.find(({ Email }) => Email !== undefined && Email === row["Email"]);
  if (same === undefined) rows.push(row);
  else Object.assign(same, { ...row, ID: same["ID"] });
  return String((same ?? row)["ID"]);
}
