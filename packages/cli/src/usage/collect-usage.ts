import { SecretsError, type SecretsErrorCode } from "@mailjet-secrets/core";
import type { ApiKey, KeyPair, MailjetAdmin } from "@mailjet-secrets/mailjet-admin";
import { countSeries, DAY_MS, HOUR_MS, seriesFrom } from "./count-series.ts";
import type {
  CounterEvidence,
  Evidence,
  KeyFacts,
  Reading,
  SenderEntry,
  SubKeyEntry,
  TokenEntry,
  UsagePeriod,
  UserEntry,
  WebhookEntry,
} from "./evidence.ts";
import { shownText } from "./shown-text.ts";

/** How far back the key's own history goes, before the period. */
export const HISTORY_MS: number = 28 * DAY_MS;

/** Options of {@link collectUsage}. */
export interface CollectUsageOptions {
  /** The pair that `admin` works with: its key is told from the account's others by it. */
  readonly credentials: KeyPair & { readonly fingerprint: string };
  readonly signal?: AbortSignal;
}

/**
 * Asks Mailjet for everything that tells of a key's use, by six calls in a row that only read. What the key may not
 * see, or what cannot be read now, is marked so. Rejects if the pair itself is refused or suspended, if already the first
 * question meets no answer (`SecretsError`), or with the signal's reason.
 */
export async function collectUsage(
  admin: MailjetAdmin,
  period: UsagePeriod,
  { credentials, signal }: CollectUsageOptions,
): Promise<Evidence> {
  const call = signal === undefined ? {} : { signal };
  const ask = asking(signal);
  // First, since every key may ask for it: a refusal is one of the pair, and not of the resource.
  const rows = await ask(() => admin.counters({ resolution: period.step, ...withHistory(period) }, call));
  const keys = await ask(() => admin.listApiKeys(call));
  const own = keys.status === "read" ? keys.value.find((key) => key.apiKey() === credentials.apiKey()) : undefined;
  return {
    period,
    key: factsOf(credentials.fingerprint, own),
    counters: mapped(rows, (value) => counterEvidence(value, period, own)),
    senders: mapped(await ask(() => admin.listSenders({ ...call, includeDeleted: true })), each(senderEntry)),
    webhooks: mapped(await ask(() => admin.listWebhooks(call)), each(webhookEntry)),
    tokens: mapped(await ask(() => admin.listApiTokens(call)), each(tokenEntry)),
    subKeys: mapped(keys, (value) => value.filter((key) => key !== own).map(subKeyEntry)),
    users: mapped(await ask(() => admin.listUsers(call)), each(userEntry)),
  };
}

function withHistory({ from, to }: UsagePeriod): { readonly from: number; readonly to: number } {
  return { from: from - HISTORY_MS, to };
}

const DENIALS: readonly SecretsErrorCode[] = ["ACCESS_DENIED", "NOT_FOUND"];

/** Tells what a refusal means by what was answered before. */
function asking(signal: AbortSignal | undefined): <Value>(work: () => Promise<Value>) => Promise<Reading<Value>> {
  let isLetIn = false;
  return async (work) => {
    try {
      const value = await work();
      isLetIn = true;
      return { status: "read", value };
    } catch (error) {
      signal?.throwIfAborted();
      if (!SecretsError.is(error) || error.code === "ACCOUNT_SUSPENDED" || error.code === "CLOSED") throw error;
      const isDenied = DENIALS.includes(error.code);
      if (!isLetIn && !isDenied) throw error;
      isLetIn = true;
      // After an answer the pair is right: of some resources Mailjet keeps keys away by a 401.
      if (isDenied || error.code === "CREDENTIALS_REJECTED") return { status: "not-allowed" };
      return { status: "failed", code: error.code };
    }
  };
}

function mapped<From, To>(reading: Reading<From>, map: (value: From) => To): Reading<To> {
  return reading.status === "read" ? { status: "read", value: map(reading.value) } : reading;
}

function each<From, To>(map: (value: From) => To): (values: readonly From[]) => readonly To[] {
  return (values) => values.map(map);
}

function counterEvidence(
  rows: Parameters<typeof countSeries>[0],
  { from, to, step }: UsagePeriod,
  own: ApiKey | undefined,
): CounterEvidence {
  const stepMs = step === "hour" ? HOUR_MS : DAY_MS;
  const before = countSeries(rows, { from: from - HISTORY_MS, to: from, stepMs });
  // Of the time before the key existed nothing follows.
  const history = seriesFrom(before, Date.parse(own?.createdAt ?? "") || 0);
  return { period: countSeries(rows, { from, to, stepMs }), ...(history !== undefined && { history }) };
}

function factsOf(fingerprint: string, own: ApiKey | undefined): KeyFacts {
  if (own === undefined) return { fingerprint };
  const { id, name, isActive, isMaster, runlevel, createdAt } = own;
  return {
    fingerprint,
    ...shown({ id, name, runlevel }),
    isActive,
    isMaster,
    ...known({ createdAt }),
  };
}

function senderEntry({ id, email, name, status, createdAt }: SenderEntry): SenderEntry {
  return { ...shown({ id, email, name, status }), ...known({ createdAt }) };
}

function webhookEntry({ id, eventType, url, status }: WebhookEntry): WebhookEntry {
  return shown({ id, eventType, url, status });
}

function tokenEntry({ id, tokenType, allowedAccess, isActive, createdAt, lastUsedAt }: TokenEntry): TokenEntry {
  return { ...shown({ id, tokenType, allowedAccess }), isActive, ...known({ createdAt, lastUsedAt }) };
}

function subKeyEntry({ id, name, isActive, createdAt }: ApiKey): SubKeyEntry {
  return { ...shown({ id, name }), isActive, ...known({ createdAt }) };
}

function userEntry({ id, email, lastLoginAt, lastIp }: UserEntry): UserEntry {
  return { ...shown({ id, email }), ...known({ lastLoginAt, lastIp }) };
}

function shown<Name extends string>(texts: Readonly<Record<Name, string>>): Readonly<Record<Name, string>> {
  const entries = Object.entries<string>(texts).map(([name, text]) => [name, shownText(text)]);
  return Object.fromEntries(entries) as Record<Name, string>;
}

/** The same for what may be absent, and stays so. */
function known<Name extends string>(
  texts: { readonly [name in Name]?: string | undefined },
): {
  readonly [name in Name]?: string;
} {
  const entries = Object.entries<string | undefined>(texts);
  return shown(Object.fromEntries(entries.filter(([, text]) => text)) as Record<Name, string>);
}
