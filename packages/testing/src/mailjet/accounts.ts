import type { Clock } from "@mailjet-secrets/core";
import type { Numbering } from "./answer.ts";
import type { SeededCounters } from "./counters.ts";
import { senderRow } from "./senders.ts";

/** An API key that the emulator knows. */
export interface EmulatedKey {
  readonly apiKey: string;
  readonly apiSecret: string;
  /** Name of the account. @default "account" and its number */
  readonly name?: string;
  /** Whether it is the account's primary key, which may create and deactivate others. @default false */
  readonly isMaster?: boolean;
  /** Whether Mailjet accepts the key at all. @default true */
  readonly isActive?: boolean;
  /** Whether Mailjet has suspended the key: 401 with `mj-0001`. @default false */
  readonly suspended?: boolean;
  /** Addresses, or `*@domain`, that may stand in `From`. Absent: any. */
  readonly senders?: readonly string[];
  /** How long after its creation the key is still answered with 401, in milliseconds. @default 0 */
  readonly activeAfterMs?: number;
}

/** One object of a REST resource. */
export type Row = Record<string, unknown>;

/** State of one key inside the emulator. */
export interface KeyRecord {
  readonly id: number | bigint;
  readonly apiKey: string;
  apiSecret: string;
  name: string;
  acl: string;
  isActive: boolean;
  suspended: boolean;
  readonly isMaster: boolean;
  readonly createdAt: number;
  readonly activeFrom: number;
  readonly anySender: boolean;
  /** Statistics that a test has added. */
  readonly counters: SeededCounters[];
  /** What belongs to the key alone, by resource. */
  readonly rows: Readonly<Record<"sender" | "eventcallbackurl" | "apitoken" | "template", Row[]>>;
}

/** The keys of the emulated account. */
export interface Accounts {
  add(key: EmulatedKey): KeyRecord;
  all(): readonly KeyRecord[];
  find(apiKey: string): KeyRecord | undefined;
  /** Throws `TypeError` for an unknown key: a mistake in a test. */
  get(apiKey: string): KeyRecord;
  /** Judges a pair as Mailjet does. */
  login(apiKey: string, apiSecret: string): KeyRecord | "rejected" | "suspended";
}

/** Creates the {@link Accounts} of one emulator. */
export function accounts(clock: Clock, numbers: Numbering): Accounts {
  const keys = new Map<string, KeyRecord>();
  return {
    add(key) {
      if (keys.has(key.apiKey)) throw new TypeError("This API key is there already.");
      const record = createRecord(key, clock.now(), numbers);
      keys.set(key.apiKey, record);
      return record;
    },
    all: () => [...keys.values()],
    find: (apiKey) => keys.get(apiKey),
    get(apiKey) {
      const record = keys.get(apiKey);
      if (record === undefined) throw new TypeError("The emulator does not know this API key; add it with addKey().");
      return record;
    },
    login(apiKey, apiSecret) {
      const record = keys.get(apiKey);
      if (record === undefined || record.apiSecret !== apiSecret) return "rejected";
      if (!record.isActive || clock.now() < record.activeFrom) return "rejected";
      return record.suspended ? "suspended" : record;
    },
  };
}

function createRecord(key: EmulatedKey, now: number, numbers: Numbering): KeyRecord {
  const sender = (key.senders ?? []).map((email) => senderRow({ email }, now, numbers));
  const id = numbers.id();
  return {
    id,
    apiKey: key.apiKey,
    apiSecret: key.apiSecret,
    name: key.name ?? `account ${id}`,
    acl: "",
    isActive: key.isActive ?? true,
    suspended: key.suspended ?? false,
    isMaster: key.isMaster ?? false,
    createdAt: now,
    activeFrom: now + (key.activeAfterMs ?? 0),
    anySender: key.senders === undefined,
    counters: [],
    rows: { sender, eventcallbackurl: [], apitoken: [], template: [] },
  };
}
