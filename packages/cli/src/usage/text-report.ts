import { aligned, painted } from "../output.ts";
import type { Surroundings } from "../surroundings.ts";
import { barChart } from "./bar-chart.ts";
import { beginningOf, byDay, type CountSeries, METRICS, sumOf } from "./count-series.ts";
import { dayText, momentIn, momentText, numberText, spanText, timeText } from "./describe.ts";
import type { Evidence } from "./evidence.ts";
import { keyLine, loginLines, seenLines } from "./evidence-lines.ts";
import { oddParts } from "./odd-parts.ts";
import { type UsageReport, verdictText } from "./usage-report.ts";

const DEFAULT_WIDTH = 80;

/** The report for a terminal, or for whoever reads it as text: no colour without one. */
export function textReport(report: UsageReport, surroundings: Surroundings): string {
  const { evidence, anomalies, unread } = report;
  const { findings, notes } = anomalies;
  const blocks = [
    [paintVerdict(report, surroundings), ...findings.map(({ text }) => `  - ${text}`)],
    [aligned(headRows(report))],
    countBlock(report, surroundings),
    [aligned(seenLines(evidence))],
    loginBlock(evidence),
    unread.length === 0 ? [] : ["Not known:", ...unread.map(({ text }) => `  - ${text}`)],
    notes.length === 0 ? [] : ["Notes:", ...notes.map((text) => `  - ${text}`)],
  ];
  return blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n");
}

const COLOURS = { odd: "red", incomplete: "yellow", quiet: "green" } as const;

function paintVerdict(report: UsageReport, { stdout, environment }: Surroundings): string {
  return painted(COLOURS[report.verdict], verdictText(report), stdout, environment);
}

function headRows({ evidence, anomalies, generatedAt, timeZone }: UsageReport): readonly (readonly string[])[] {
  const { from, to, step } = evidence.period;
  return [
    ["Key", keyLine(evidence.key)],
    ["Period", `${spanText(from, to)}, by the ${step}`],
    ["Compared", anomalies.comparedWith ?? "with nothing"],
    ["As of", momentIn(generatedAt, timeZone)],
  ];
}

function countBlock({ evidence, anomalies }: UsageReport, surroundings: Surroundings): readonly string[] {
  if (evidence.counters.status !== "read") return [];
  const series = evidence.counters.value.period;
  const { stdout, environment } = surroundings;
  const { columns = DEFAULT_WIDTH } = stdout as { readonly columns?: number };
  const odd = oddParts(series, anomalies.findings, ["sent"]);
  const chart = barChart(
    series.counts.map(({ sent: count }, index) => ({ count, isOdd: odd[index] === true })),
    {
      width: columns,
      ends: [timeText(series.from), timeText(evidence.period.to)],
      paint: (bars) => painted("red", bars, stdout, environment),
    },
  );
  const days = byDay(series, false);
  return [
    `Mails sent by the ${evidence.period.step} (UTC)`,
    ...chart,
    "",
    aligned(dayRows(days, oddDays(days, anomalies))),
  ];
}

function oddDays(days: CountSeries, { findings }: UsageReport["anomalies"]): readonly boolean[] {
  return oddParts(days, findings);
}

function dayRows(days: CountSeries, odd: readonly boolean[]): readonly (readonly string[])[] {
  const numbers = (counts: CountSeries["counts"][number]): string[] =>
    METRICS.map((metric) => numberText(counts[metric]));
  const rows = days.counts.map((counts, index) => [
    dayText(beginningOf(days, index)),
    ...numbers(counts),
    odd[index] === true ? "odd" : "",
  ]);
  return rightAligned([["day (UTC)", ...METRICS, ""], ...rows, ["all", ...numbers(sumOf(days.counts)), ""]]);
}

/** Numbers are read from their right end. */
function rightAligned(rows: readonly string[][]): readonly string[][] {
  const widths = METRICS.map((_, column) => Math.max(...rows.map((row) => row[column + 1]?.length ?? 0)));
  return rows.map((row) => row.map((cell, column) => cell.padStart(widths[column - 1] ?? 0)));
}

function loginBlock({ users }: Evidence): readonly string[] {
  if (users.status !== "read" || users.value.length === 0) return [];
  return ["Last log-ins:", ...loginLines(users.value, momentText).map((line) => `  ${line}`)];
}
