import { printablePath } from "@mailjet-secrets/core";
import type { AccountUser, ApiToken, MailjetAdmin, Sender, Template, Webhook } from "./mailjet-admin.ts";
import { countRows, listRows, type Row } from "./rows.ts";
import type { Session } from "./session.ts";

type ResourceCalls = Pick<
  MailjetAdmin,
  "listSenders" | "countSenders" | "listWebhooks" | "listApiTokens" | "listTemplates" | "listUsers"
>;

// Without a filter, Mailjet's gallery is among them.
const TEMPLATE_OWNERS = [{ OwnerType: "apikey" }, { OwnerType: "user" }];
const WEBHOOKS = { resource: "eventcallbackurl", doing: "the list of webhooks" };
const TOKENS = { resource: "apitoken", doing: "the list of API tokens" };
const USERS = { resource: "user", doing: "the list of users" };

/** The calls about what belongs to a key or an account. */
export function resourceCalls(session: Session): ResourceCalls {
  return {
    listSenders(options) {
      const filters = options?.includeDeleted === true ? { ShowDeleted: "true" } : {};
      return listRows(session, { resource: "sender", filters, doing: "the list of senders" }, senderOf, options);
    },
    countSenders: (options) => countRows(session, { resource: "sender", doing: "the number of senders" }, options),
    listWebhooks: (options) => listRows(session, WEBHOOKS, webhookOf, options),
    listApiTokens: (options) => listRows(session, TOKENS, tokenOf, options),
    async listTemplates(options) {
      const lists = [];
      for (const filters of TEMPLATE_OWNERS) {
        const list = { resource: "template", filters, doing: "the list of templates" };
        lists.push(...(await listRows(session, list, templateOf, options)));
      }
      return lists;
    },
    listUsers: (options) => listRows(session, USERS, userOf, options),
  };
}

function senderOf(row: Row): Sender {
  return {
    id: row.id("ID"),
    email: row.text("Email"),
    name: row.text("Name"),
    status: row.text("Status"),
    ...row.optional("CreatedAt", "createdAt"),
  };
}

function webhookOf(row: Row): Webhook {
  return {
    id: row.id("ID"),
    eventType: row.text("EventType"),
    url: shownUrl(row.text("Url")),
    status: row.text("Status"),
  };
}

function shownUrl(address: string): string {
  if (!/^https?:\/\//i.test(address) || !URL.canParse(address)) return "(no address)";
  const { protocol, host, pathname } = new URL(address);
  return `${protocol}//${host}${printablePath(pathname)}`;
}

function tokenOf(row: Row): ApiToken {
  return {
    id: row.id("ID"),
    tokenType: row.text("TokenType"),
    allowedAccess: row.text("AllowedAccess"),
    isActive: row.flag("IsActive"),
    ...row.optional("CreatedAt", "createdAt"),
    ...row.optional("FirstUsedAt", "firstUsedAt"),
    ...row.optional("LastUsedAt", "lastUsedAt"),
  };
}

function templateOf(row: Row): Template {
  return { id: row.id("ID"), name: row.text("Name") };
}

function userOf(row: Row): AccountUser {
  return {
    id: row.id("ID"),
    email: row.text("Email"),
    ...row.optional("LastLoginAt", "lastLoginAt"),
    ...row.optional("LastIp", "lastIp"),
    ...(row.has("MaxAllowedAPIKeys") ? { maxAllowedApiKeys: row.count("MaxAllowedAPIKeys") } : {}),
  };
}
