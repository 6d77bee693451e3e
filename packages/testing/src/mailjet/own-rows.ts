import type { KeyRecord, Row } from "./accounts.ts";
import { timestamp } from "./answer.ts";
import { pseudoSecret } from "./pseudo-secret.ts";
import type { World } from "./world.ts";

/** A webhook to be. */
export interface NewWebhook {
  /** @default "https://hooks.example.com/mailjet" */
  readonly url?: string;
  /** @default "open" */
  readonly eventType?: string;
  /** @default "alive" */
  readonly status?: string;
  /** @default false */
  readonly isBackup?: boolean;
}

/** A token of the embedded toolkit to be. Times are epoch milliseconds. */
export interface NewApiToken {
  /** @default "iframe" */
  readonly tokenType?: string;
  /** @default "campaigns" */
  readonly allowedAccess?: string;
  /** @default true */
  readonly isActive?: boolean;
  /** @default now */
  readonly createdAt?: number;
  /** Absence: never. */
  readonly firstUsedAt?: number;
  /** Absence: never. */
  readonly lastUsedAt?: number;
}

/** A template to be. */
export interface NewTemplate {
  /** @default "Template" */
  readonly name?: string;
  /** @default "user" */
  readonly ownerType?: "apikey" | "user";
}

/** Creates an object of the `eventcallbackurl` resource. */
export function webhookRow(key: KeyRecord, webhook: NewWebhook, { numbers }: World): Row {
  return {
    ID: numbers.id(),
    APIKeyID: key.id,
    EventType: webhook.eventType ?? "open",
    IsBackup: webhook.isBackup ?? false,
    Status: webhook.status ?? "alive",
    Url: webhook.url ?? "https://hooks.example.com/mailjet",
    Version: 1,
  };
}

/** Creates an object of the `apitoken` resource. */
export function apiTokenRow(key: KeyRecord, token: NewApiToken, { numbers, clock }: World): Row {
  const id = numbers.id();
  return {
    ID: id,
    APIKeyID: key.id,
    Token: pseudoSecret(`token ${id}`),
    TokenType: token.tokenType ?? "iframe",
    AllowedAccess: token.allowedAccess ?? "campaigns",
    IsActive: token.isActive ?? true,
    CreatedAt: timestamp(token.createdAt ?? clock.now()),
    FirstUsedAt: optionalTimestamp(token.firstUsedAt),
    LastUsedAt: optionalTimestamp(token.lastUsedAt),
  };
}

/** Creates an object of the `template` resource. */
export function templateRow(template: NewTemplate, { numbers, clock }: World): Row {
  return {
    ID: numbers.id(),
    Name: template.name ?? "Template",
    OwnerType: template.ownerType ?? "user",
    EditMode: 1,
    Locale: "en_US",
    CreatedAt: timestamp(clock.now()),
  };
}

/** Time as Mailjet writes it, who leaves out what never was. `at`: epoch milliseconds. */
export function optionalTimestamp(at: number | undefined): string {
  return at === undefined ? "" : timestamp(at);
}
