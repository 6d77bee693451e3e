import type { CountSeries } from "./count-series.ts";

/** What Mailjet answered to one question. */
export type Reading<Value> =
  | { readonly status: "read"; readonly value: Value }
  /** The key may not see it. That there is nothing is not known. */
  | { readonly status: "not-allowed" }
  /** `code`: that of the `SecretsError`. */
  | { readonly status: "failed"; readonly code: string };

/** The time that is looked at, epoch milliseconds, and the length of its parts. `from` begins a part. */
export interface UsagePeriod {
  readonly from: number;
  readonly to: number;
  readonly step: "hour" | "day";
}

/** The key, as it may be shown. What is absent is not known. */
export interface KeyFacts {
  readonly fingerprint: string;
  readonly id?: string;
  readonly name?: string;
  readonly isActive?: boolean;
  readonly isMaster?: boolean;
  readonly runlevel?: string;
  readonly createdAt?: string;
}

/** Counts of the period, and of the time before it. */
export interface CounterEvidence {
  readonly period: CountSeries;
  /** Of the four weeks before, or of the part of them in which the key existed. Absence: it did not. */
  readonly history?: CountSeries;
}

export interface SenderEntry {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly status: string;
  readonly createdAt?: string;
}

export interface WebhookEntry {
  readonly id: string;
  readonly eventType: string;
  /** Scheme, host and path. */
  readonly url: string;
  readonly status: string;
}

export interface TokenEntry {
  readonly id: string;
  readonly tokenType: string;
  readonly allowedAccess: string;
  readonly isActive: boolean;
  readonly createdAt?: string;
  readonly lastUsedAt?: string;
}

/** Another key of the account. */
export interface SubKeyEntry {
  readonly id: string;
  readonly name: string;
  readonly isActive: boolean;
  readonly createdAt?: string;
}

export interface UserEntry {
  readonly id: string;
  readonly email: string;
  readonly lastLoginAt?: string;
  readonly lastIp?: string;
}

/**
 * What a key pair tells about its own use. All texts are safe for a terminal and hold no key; for HTML they have to be
 * escaped. No message was asked for: there are no recipients and no subjects here.
 */
export interface Evidence {
  readonly period: UsagePeriod;
  readonly key: KeyFacts;
  readonly counters: Reading<CounterEvidence>;
  /** Deleted ones, too: whoever adds one for misuse may remove it again. */
  readonly senders: Reading<readonly SenderEntry[]>;
  readonly webhooks: Reading<readonly WebhookEntry[]>;
  readonly tokens: Reading<readonly TokenEntry[]>;
  /** The account's other keys; of a sub-account always none, since it sees itself only. */
  readonly subKeys: Reading<readonly SubKeyEntry[]>;
  readonly users: Reading<readonly UserEntry[]>;
}
