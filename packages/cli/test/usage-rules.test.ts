import { createMailjetAdmin } from "@mailjet-secrets/mailjet-admin";
import { describe, expect, it } from "vitest";
import { barChart } from "../src/usage/bar-chart.ts";
import { collectUsage } from "../src/usage/collect-usage.ts";
import {
  beginningOf,
  byDay,
  type CountSeries,
  type Counts,
  countSeries,
  METRICS,
  seriesFrom,
} from "../src/usage/count-series.ts";
import { findAnomalies } from "../src/usage/find-anomalies.ts";
import { findSpikes } from "../src/usage/find-spikes.ts";
import { shownText } from "../src/usage/shown-text.ts";
import { usualCounts } from "../src/usage/usual-counts.ts";
import { DAY_MS, FINGERPRINT, HOUR_MS, misuse, PAIR, usageScene } from "./support/usage-scene.ts";

/** A Monday, 00:00 UTC. */
const MONDAY = Date.UTC(2026, 10, 2);
const WEEK_MS = 7 * DAY_MS;
const sent = (count: number): Counts => ({ sent: count, blocked: 0, bounced: 0, spam: 0 });

/** Four weeks by the hour, in which `count` says how many mails were sent. */
function history(count: (at: number) => number, weeks = 4): CountSeries {
  const from = MONDAY - weeks * WEEK_MS;
  const counts = Array.from({ length: weeks * 168 }, (_, index) => sent(count(from + index * HOUR_MS)));
  return { stepMs: HOUR_MS, from, counts };
}

const hourOf = (at: number): number => new Date(at).getUTCHours();
const weekday = (at: number): number => new Date(at).getUTCDay();

describe("what is usual", () => {
  it("is learned by the hour of the week: the newsletter of each Tuesday is no spike, that of a Thursday is", () => {
    const usual = usualCounts(history((at) => (weekday(at) === 2 && hourOf(at) === 9 ? 4_000 : 3)));
    const [tuesday, thursday] = [MONDAY + DAY_MS + 9 * HOUR_MS, MONDAY + 3 * DAY_MS + 9 * HOUR_MS];
    expect(usual?.("sent", tuesday)).toEqual({ usual: 4_000, limit: 8_000 });
    expect(usual?.("sent", thursday)).toEqual({ usual: 3, limit: 23 });
  });

  it("bears summer time, which moves everything by an hour", () => {
    const usual = usualCounts(history((at) => (hourOf(at) === 9 ? 4_000 : 3)));
    for (const hour of [8, 9, 10]) expect(usual?.("sent", MONDAY + hour * HOUR_MS)?.limit).toBe(8_000);
    expect(usual?.("sent", MONDAY + 11 * HOUR_MS)?.limit).toBe(23);
    expect(usual?.("sent", MONDAY + 7 * HOUR_MS)?.limit).toBe(23);
  });

  it("is not taught by one earlier misuse", () => {
    const once = MONDAY - 2 * WEEK_MS + 5 * HOUR_MS;
    const usual = usualCounts(history((at) => (at === once ? 50_000 : 10)));
    expect(usual?.("sent", MONDAY + 5 * HOUR_MS)).toEqual({ usual: 10, limit: 30 });
  });

  it("has a wider limit where numbers go up and down", () => {
    const weeks = [40, 100, 160, 300];
    const usual = usualCounts(history((at) => weeks[Math.floor((MONDAY - 1 - at) / WEEK_MS)] ?? 0));
    expect(usual?.("sent", MONDAY)).toEqual({ usual: 130, limit: 575 });
  });

  it("is unknown with less than two weeks of counts", () => {
    expect(usualCounts(history(() => 5, 1))).toBeUndefined();
    expect(usualCounts(history(() => 5, 2))).toBeDefined();
  });
});

describe("spikes", () => {
  const hours = (counts: readonly number[]): CountSeries => ({
    stepMs: HOUR_MS,
    from: MONDAY,
    counts: counts.map(sent),
  });
  const usual = { hour: () => ({ usual: 2, limit: 50 }), day: () => ({ usual: 40, limit: 400 }) };

  it("are one as long as the pauses are short, and two if they are long", () => {
    const found = findSpikes(hours([0, 60, 0, 0, 70, 0, 0, 0, 0, 80]), usual);
    expect(found.map(({ from, to, count }) => [(from ?? 0) - MONDAY, (to ?? 0) - MONDAY, count])).toEqual([
      [HOUR_MS, 5 * HOUR_MS, 130],
      [9 * HOUR_MS, 10 * HOUR_MS, 80],
    ]);
  });

  it("are none at the limit itself", () => {
    expect(findSpikes(hours([50, 50]), usual)).toEqual([]);
  });

  it("are found by the day if each hour stays below its limit, and not told twice", () => {
    const slow = findSpikes(hours(Array.from({ length: 24 }, () => 20)), usual);
    expect(slow.map(({ count, text }) => [count, text])).toEqual([
      [480, "480 mails sent on 2026-11-02 (UTC) (usual then: 40)"],
    ]);
    expect(findSpikes(hours([900]), usual).length).toBe(1);
  });
});

describe("counts by the hour", () => {
  const row = (at: number, fields: object) => ({
    ...{ at, total: 0, sent: 0, queued: 0, deferred: 0, blocked: 0, hardBounced: 0, softBounced: 0 },
    ...{ spam: 0, opened: 0, clicked: 0, unsubscribed: 0 },
    ...fields,
  });

  it("have no gaps, count what is queued as sent, and both kinds of bounces", () => {
    const rows = [
      row(MONDAY + HOUR_MS, { total: 9, sent: 4, blocked: 2 }),
      row(MONDAY + 3 * HOUR_MS, { sent: 5, hardBounced: 1, softBounced: 2 }),
      row(MONDAY + 9 * HOUR_MS, { total: 1 }),
    ];
    const { counts } = countSeries(rows, { from: MONDAY, to: MONDAY + 4 * HOUR_MS, stepMs: HOUR_MS });
    expect(counts.map((each) => METRICS.map((metric) => each[metric]))).toEqual([
      [0, 0, 0, 0],
      [9, 2, 0, 0],
      [0, 0, 0, 0],
      [5, 0, 3, 0],
    ]);
  });

  it("become counts by the day, of whole days only if that is wanted, and of the time since a moment", () => {
    const series: CountSeries = { stepMs: HOUR_MS, from: MONDAY - HOUR_MS, counts: Array(26).fill(sent(1)) };
    expect(byDay(series, false).counts.map((day) => day.sent)).toEqual([1, 24, 1]);
    expect(byDay(series, true)).toMatchObject({ from: MONDAY, counts: [sent(24)] });
    const rest = seriesFrom(series, MONDAY + HOUR_MS / 2);
    expect(rest?.from).toBe(MONDAY + HOUR_MS);
    expect(rest && beginningOf(rest, rest.counts.length)).toBe(MONDAY + 25 * HOUR_MS);
    expect(seriesFrom(series, MONDAY + WEEK_MS)).toBeUndefined();
  });
});

describe("the chart of the terminal", () => {
  const bars = (counts: readonly number[], odd: number) =>
    counts.map((count, index) => ({ count, isOdd: index === odd }));

  it("keeps a spike of one hour among weeks, and marks it", () => {
    const lines = barChart(
      bars(
        Array.from({ length: 336 }, (_, hour) => (hour === 100 ? 5_000 : 1)),
        100,
      ),
      {
        width: 60,
        ends: ["begin", "end"],
      },
    );
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(60);
    expect(lines[0]).toMatch(/^5,000 │ +█+$/);
    expect(lines[7]).toMatch(/^ +\^+$/);
    expect(lines.at(-1)).toMatch(/^ {7}begin +end$/);
  });

  it("is drawn of nothing as well, and in a window that is too narrow", () => {
    expect(barChart(bars([0, 0], 9), { width: 40, ends: ["a", "b"] })[0]).toBe("0 │");
    expect(barChart(bars([5], 9), { width: 1, ends: ["a", "b"] })[0]).toBe("5 │█");
  });
});

it("names that others have chosen hold neither keys nor what a terminal obeys", () => {
  expect(shownText(`a ${PAIR.apiKey} b`)).toBe("a [redacted] b");
  expect(shownText(`x\u001b[31m\n\u202ey`)).toBe("x\\u{1b}[31m\\u{a}\\u{202e}y");
  expect(shownText("ä".repeat(300)).length).toBe(201);
});

it("collectUsage and findAnomalies do without the command: an emergency rotation takes evidence by them", async () => {
  const scene = await usageScene();
  misuse(scene);
  const { mailjet, thisHour } = scene;
  const credentials = { apiKey: () => PAIR.apiKey, apiSecret: () => PAIR.apiSecret, fingerprint: FINGERPRINT };
  const { host, certificate } = mailjet;
  const admin = createMailjetAdmin({ credentials, host, caCertificates: [certificate] });
  try {
    const period = { from: thisHour - 3 * DAY_MS, to: thisHour, step: "hour" } as const;
    const evidence = await collectUsage(admin, period, { credentials });
    expect(findAnomalies(evidence).findings.map(({ kind }) => kind)).toEqual([
      ...["spike", "spike", "spike", "spike", "new-sender", "new-token"],
    ]);
    const gone = AbortSignal.abort(new Error("stopped"));
    await expect(collectUsage(admin, period, { credentials, signal: gone })).rejects.toThrow("stopped");
  } finally {
    await admin.close();
  }
});
