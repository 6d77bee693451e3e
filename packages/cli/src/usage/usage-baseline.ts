import { SecretsError } from "@mailjet-secrets/core";
import { HISTORY_MS } from "./collect-usage.ts";
import { type CountSeries, type Counts, HOUR_MS, joined, METRICS, seriesFrom } from "./count-series.ts";
import type { Evidence, Reading, SenderEntry, SubKeyEntry, TokenEntry, UserEntry, WebhookEntry } from "./evidence.ts";

/** What was found to be all right at one time. `null`: it could not be read then. Holds no key and no secret. */
export interface UsageBaseline {
  readonly kind: typeof KIND;
  readonly schemaVersion: typeof VERSION;
  /** RFC 3339. */
  readonly createdAt: string;
  readonly key: { readonly id: string | null; readonly fingerprint: string };
  /** By the hour. */
  readonly counters: { readonly from: string; readonly counts: readonly (readonly number[])[] } | null;
  readonly senders: readonly Pick<SenderEntry, "id" | "email">[] | null;
  readonly webhooks: readonly Pick<WebhookEntry, "id" | "eventType" | "url">[] | null;
  readonly tokens: readonly Pick<TokenEntry, "id" | "tokenType">[] | null;
  readonly subKeys: readonly Pick<SubKeyEntry, "id" | "name" | "isActive">[] | null;
  readonly users: readonly UserEntry[] | null;
}

const KIND = "mailjet-secrets usage baseline";
const VERSION = 1;

/** Makes a baseline of what was read, with the counts of the last four weeks. `now`: epoch milliseconds. */
export function baselineOf(evidence: Evidence, now: number): UsageBaseline {
  const { key, counters, senders, webhooks, tokens, subKeys, users } = evidence;
  const all = readValue(counters, ({ history, period }) => joined(history, period));
  const recent = all === null ? undefined : seriesFrom(all, evidence.period.to - HISTORY_MS);
  return {
    kind: KIND,
    schemaVersion: VERSION,
    createdAt: new Date(now).toISOString(),
    key: { id: key.id ?? null, fingerprint: key.fingerprint },
    counters: recent === undefined ? null : packed(recent),
    senders: readValue(senders, (list) => list.map(({ id, email }) => ({ id, email }))),
    webhooks: readValue(webhooks, (list) => list.map(({ id, eventType, url }) => ({ id, eventType, url }))),
    tokens: readValue(tokens, (list) => list.map(({ id, tokenType }) => ({ id, tokenType }))),
    subKeys: readValue(subKeys, (list) => list.map(({ id, name, isActive }) => ({ id, name, isActive }))),
    users: readValue(users, (list) => list),
  };
}

/** Counts of a baseline. `undefined`: they could not be read then. */
export function baselineCounters({ counters }: UsageBaseline): CountSeries | undefined {
  if (counters === null) return undefined;
  const counts = counters.counts.map((numbers) => {
    const entries = METRICS.map((metric, index) => [metric, numbers[index] ?? 0]);
    return Object.fromEntries(entries) as Counts;
  });
  return { stepMs: HOUR_MS, from: Date.parse(counters.from), counts };
}

/** Reads the text of a baseline file. `undefined`: it is none. */
export function parseBaseline(text: string): UsageBaseline | undefined {
  try {
    const value = JSON.parse(text) as unknown;
    return isBaseline(value) ? value : undefined;
  } catch {
    // The message would quote the file, which may be anything.
    return undefined;
  }
}

/** The text of a baseline file: a line for each entry, so that versions can be compared. */
export function baselineText(baseline: UsageBaseline): string {
  const lists = (value: unknown): unknown => (Array.isArray(value) ? value.map((each) => JSON.stringify(each)) : value);
  const fields = Object.entries(baseline).map(([name, value]) => {
    const list = lists(value);
    const text = Array.isArray(list) && list.length > 0 ? `[\n    ${list.join(",\n    ")}\n  ]` : JSON.stringify(value);
    return `  ${JSON.stringify(name)}: ${text}`;
  });
  return `{\n${fields.join(",\n")}\n}\n`;
}

/** Refuses the baseline of another key: everything would be new. Throws `INVALID_CONFIG`. */
export function requireSameKey(baseline: UsageBaseline, { key }: Evidence): void {
  if (baseline.key.id === null || key.id === undefined || baseline.key.id === key.id) return;
  throw new SecretsError(
    "INVALID_CONFIG",
    `The baseline is one of the key with id ${baseline.key.id}, not of ${key.id}.`,
    {
      hint: "Give the baseline of this key, or make one: usage --write-baseline <file>",
    },
  );
}

function readValue<From, To>(reading: Reading<From>, map: (value: From) => To): To | null {
  return reading.status === "read" ? map(reading.value) : null;
}

function packed({ from, counts }: CountSeries): NonNullable<UsageBaseline["counters"]> {
  return { from: new Date(from).toISOString(), counts: counts.map((each) => METRICS.map((metric) => each[metric])) };
}

const LISTS = ["senders", "webhooks", "tokens", "subKeys", "users"] as const;

function isBaseline(value: unknown): value is UsageBaseline {
  const { kind, schemaVersion, key, counters, ...rest } = (value ?? {}) as Readonly<Record<string, unknown>>;
  if (kind !== KIND || schemaVersion !== VERSION || !isFields(key)) return false;
  const isKey = typeof key["fingerprint"] === "string" && (key["id"] === null || typeof key["id"] === "string");
  return isKey && isCounters(counters) && LISTS.every((name) => isList(rest[name]));
}

function isCounters(value: unknown): boolean {
  if (value === null) return true;
  if (!isFields(value) || Number.isNaN(Date.parse(String(value["from"])))) return false;
  const rows = value["counts"];
  return Array.isArray(rows) && rows.every((row) => Array.isArray(row) && row.every(Number.isFinite));
}

function isList(value: unknown): boolean {
  return (
    value === null || (Array.isArray(value) && value.every((each) => isFields(each) && typeof each["id"] === "string"))
  );
}

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
