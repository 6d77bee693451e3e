import type { KeyRecord, Row } from "./accounts.ts";
import { type Answer, restError, timestamp } from "./answer.ts";
import type { Outbox } from "./outbox.ts";
import { timeWindow } from "./time-window.ts";

const COUNTERS = [
  "MessageSentCount",
  "MessageQueuedCount",
  "MessageDeferredCount",
  "MessageBlockedCount",
  "MessageHardBouncedCount",
  "MessageSoftBouncedCount",
  "MessageSpamCount",
  "MessageOpenedCount",
  "MessageClickedCount",
  "MessageUnsubscribedCount",
  "MessageWorkFlowExitedCount",
  "EventOpenedCount",
  "EventOpenDelay",
  "EventClickedCount",
  "EventClickDelay",
  "EventSpamCount",
  "EventUnsubscribedCount",
  "EventWorkflowExitedCount",
] as const;

/** Counts that a test adds to the statistics of a key. */
export type SeededCounters = {
  /** The moment they count for, epoch milliseconds. */
  readonly at: number;
  /** Number of messages. @default 0 */
  readonly Total?: number;
} & { readonly [name in (typeof COUNTERS)[number]]?: number };

const MINUTE_MS = 60_000;
const SLICE_MS: Readonly<Record<string, number>> = {
  Highest: 5 * MINUTE_MS,
  Hour: 60 * MINUTE_MS,
  Day: 24 * 60 * MINUTE_MS,
  Lifetime: Number.POSITIVE_INFINITY,
};
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  CounterSource: ["APIKey", "Campaign", "List", "Sender"],
  CounterTiming: ["Message", "Event"],
  CounterResolution: Object.keys(SLICE_MS),
};

/** Rows of `statcounters`, or the complaint about the query. The emulator counts by API key only. */
export function counterRows(key: KeyRecord, query: URLSearchParams, outbox: Outbox): Row[] | Answer {
  const wrong = Object.entries(ALLOWED).find(([name, values]) => !values.includes(query.get(name) ?? ""));
  if (wrong !== undefined) return restError(400, `${wrong[0]} must be one of ${wrong[1].join(", ")}.`);
  const resolution = query.get("CounterResolution") ?? "";
  if (resolution === "Lifetime" && (query.has("FromTS") || query.has("ToTS"))) {
    return restError(400, "FromTS and ToTS do not go with the resolution Lifetime.");
  }
  if (query.get("CounterSource") !== "APIKey") return [];
  const inWindow = timeWindow(query);
  const sent = outbox.deliveries.filter(({ letter }) => letter.apiKey === key.apiKey);
  const counts: SeededCounters[] = [
    ...key.counters,
    ...sent.map(({ acceptedAt }) => ({ at: acceptedAt, Total: 1, MessageSentCount: 1 })),
  ].filter(({ at }) => inWindow(at));
  return addUp(counts, SLICE_MS[resolution] ?? 0, key.id);
}

function addUp(counts: readonly SeededCounters[], sliceMs: number, keyId: KeyRecord["id"]): Row[] {
  const slices = new Map<number, SeededCounters[]>();
  for (const count of counts) {
    const start = Number.isFinite(sliceMs) ? Math.floor(count.at / sliceMs) * sliceMs : 0;
    slices.set(start, [...(slices.get(start) ?? []), count]);
  }
  return [...slices]
    .sort(([a], [b]) => a - b)
    .map(([start, members]) => ({
      APIKeyID: keyId,
      SourceID: keyId,
      Timeslice: Number.isFinite(sliceMs) ? timestamp(start) : "",
      ...Object.fromEntries((["Total", ...COUNTERS] as const).map((name) => [name, sum(members, name)])),
    }));
}

function sum(members: readonly SeededCounters[], name: "Total" | (typeof COUNTERS)[number]): number {
  return members.reduce((total, member) => total + (member[name] ?? 0), 0);
}
