import type { CounterQuery, CounterRow, MailjetAdmin } from "./mailjet-admin.ts";
import { countRows, listRows, type Row } from "./rows.ts";
import type { Session } from "./session.ts";

const RESOLUTIONS = { highest: "Highest", hour: "Hour", day: "Day", lifetime: "Lifetime" } as const;

/** The calls about numbers of mails. */
export function statisticsCalls(session: Session): Pick<MailjetAdmin, "counters" | "countMessages"> {
  return {
    async counters(query, options) {
      const filters = counterFilters(query);
      const list = { resource: "statcounters", filters, doing: "the counters" };
      const rows = await listRows(session, list, (row) => counterRow(row, query), options);
      return [...rows].sort((a, b) => (a.at ?? 0) - (b.at ?? 0));
    },
    async countMessages(period, options) {
      const list = { resource: "message", filters: periodFilters(period), doing: "the number of messages" };
      return countRows(session, list, options);
    },
  };
}

function counterFilters({ resolution, ...period }: CounterQuery): Record<string, string> {
  if (!Object.hasOwn(RESOLUTIONS, resolution)) {
    throw new TypeError(`resolution must be one of ${Object.keys(RESOLUTIONS).join(", ")}.`);
  }
  const filters = { CounterSource: "APIKey", CounterTiming: "Message", CounterResolution: RESOLUTIONS[resolution] };
  // Mailjet refuses a period there.
  return resolution === "lifetime" ? filters : { ...filters, ...periodFilters(period) };
}

function periodFilters({ from, to }: Pick<CounterQuery, "from" | "to">): Record<string, string> {
  return {
    ...(from === undefined ? {} : { FromTS: seconds("from", from, Math.floor) }),
    ...(to === undefined ? {} : { ToTS: seconds("to", to, Math.ceil) }),
  };
}

function seconds(name: string, ms: number, round: (value: number) => number): string {
  if (!Number.isFinite(ms)) throw new TypeError(`${name} must be a time in epoch milliseconds.`);
  return String(round(ms / 1000));
}

function counterRow(row: Row, { resolution }: CounterQuery): CounterRow {
  return {
    ...(resolution === "lifetime" ? {} : { at: row.time("Timeslice") }),
    total: row.count("Total"),
    sent: row.count("MessageSentCount"),
    queued: row.count("MessageQueuedCount"),
    deferred: row.count("MessageDeferredCount"),
    blocked: row.count("MessageBlockedCount"),
    hardBounced: row.count("MessageHardBouncedCount"),
    softBounced: row.count("MessageSoftBouncedCount"),
    spam: row.count("MessageSpamCount"),
    opened: row.count("MessageOpenedCount"),
    clicked: row.count("MessageClickedCount"),
    unsubscribed: row.count("MessageUnsubscribedCount"),
  };
}
