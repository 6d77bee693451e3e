import type { ParsedReport } from "./parse-report.ts";

/** What is known of one application in one process, with one account: its last report, and since when it says that. */
export interface Instance extends Omit<ParsedReport, "event" | "time"> {
  /** Since when it reports this pair. Epoch milliseconds, as all times here. */
  readonly since: number;
  readonly lastSeen: number;
  readonly isReleased: boolean;
}

/** A key in the code, as `scan --json` reports it. */
export interface Mention {
  readonly path: string;
  readonly line: number;
  readonly kind: string;
  readonly fingerprint: string;
  /** The commit that introduced it, in a history. */
  readonly commit?: string;
}

/** What was passed over although it looked like something of ours. */
export interface PassedOver {
  /** Reports, and results of `scan`, with a field that is missing or makes no sense. */
  invalid: number;
  /** Lines, and results of `scan`, that are too long to be looked at. */
  tooLong: number;
  /** Instances and keys that were dropped since there are too many: those seen longest ago. */
  forgotten: number;
}

/** Who uses which pair, as far as it was read. */
export interface Inventory {
  readonly instances: ReadonlyMap<string, Instance>;
  readonly mentions: ReadonlyMap<string, Mention>;
  /** How many results of `scan` were read. */
  readonly scans: number;
  readonly passedOver: Readonly<PassedOver>;
}

/** An {@link Inventory} that grows. */
export interface GrowingInventory extends Inventory {
  readonly passedOver: PassedOver;
  addReport(report: ParsedReport): void;
  addScan(mentions: readonly Mention[]): void;
}

/** Memory is bounded, whatever is read. */
const MOST_ENTRIES = 20_000;

/** Creates an empty one. */
export function createInventory(mostEntries: number = MOST_ENTRIES): GrowingInventory {
  const instances = new Map<string, Instance>();
  const mentions = new Map<string, Mention>();
  const passedOver: PassedOver = { invalid: 0, tooLong: 0, forgotten: 0 };
  let scans = 0;

  /** The order of a map is that of entry, so the first one is the one that was seen longest ago. */
  function put<T>(map: Map<string, T>, key: string, value: T): void {
    map.delete(key);
    map.set(key, value);
    if (map.size <= mostEntries) return;
    const [oldest = ""] = map.keys();
    map.delete(oldest);
    passedOver.forgotten += 1;
  }
  return {
    instances,
    mentions,
    passedOver,
    get scans() {
      return scans;
    },
    addReport(report) {
      const { application, host, processId, instance, account } = report;
      const key = JSON.stringify([application, host, processId, instance, account]);
      put(instances, key, joined(instances.get(key), report));
    },
    addScan(found) {
      scans += 1;
      for (const mention of found) {
        const { path, line, fingerprint, commit } = mention;
        put(mentions, JSON.stringify([path, line, fingerprint, commit]), mention);
      }
    },
  };
}

/** Files may be read in any order: the time of a report decides. */
function joined(known: Instance | undefined, report: ParsedReport): Instance {
  const { event, time, ...facts } = report;
  if (known === undefined) return { ...facts, since: time, lastSeen: time, isReleased: event === "released" };
  const isSamePair = known.fingerprint === report.fingerprint;
  const since = isSamePair ? Math.min(known.since, time) : time;
  if (time < known.lastSeen) return isSamePair ? { ...known, since } : known;
  return { ...facts, since, lastSeen: time, isReleased: event === "released" };
}
