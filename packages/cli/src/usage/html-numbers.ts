import { beginningOf, byDay, type CountSeries, type Counts, DAY_MS, METRICS, sumOf } from "./count-series.ts";
import { dayText, METRIC_NAMES, numberText, timeText } from "./describe.ts";
import { html, type Markup } from "./markup.ts";
import { oddParts } from "./odd-parts.ts";
import type { UsageReport } from "./usage-report.ts";

/** The two charts; the script of the page draws them. None if there are no counts. */
export function chartSections({ evidence: { counters, period } }: UsageReport): readonly Markup[] {
  if (counters.status !== "read") return [];
  const series = counters.value.period;
  const others = "Blocked, bounced and marked as spam";
  return [
    chartSection("sent", `Mails sent, by the ${period.step}`, describe(series, "sent")),
    chartSection("others", `${others}, by the ${period.step}`, othersText(sumOf(series.counts))),
  ];
}

function chartSection(id: string, title: string, text: string): Markup {
  return html`<section aria-labelledby="${id}">
<h2 id="${id}">${title}</h2>
<figure>
<div class="chart" id="${id}-chart" role="img" aria-label="${text} The numbers are in the table below."></div>
<figcaption>${text} <span class="screen">Point at the chart for numbers; drag across it to look closer, double-click to go back.</span></figcaption>
</figure>
<noscript><p>The charts need JavaScript. The numbers are in the table below.</p></noscript>
</section>`;
}

function describe(series: CountSeries, metric: keyof Counts): string {
  const counts = series.counts.map((each) => each[metric]);
  const highest = Math.max(0, ...counts);
  const total = numberText(counts.reduce((sum, count) => sum + count, 0));
  if (highest === 0) return "None in all.";
  const at = beginningOf(series, counts.indexOf(highest));
  const when = series.stepMs === DAY_MS ? dayText(at) : `${dayText(at)} at ${timeText(at).slice(11)}`;
  return `${total} in all; the most, ${numberText(highest)}, on ${when} UTC.`;
}

function othersText({ blocked, bounced, spam }: Counts): string {
  return `${numberText(blocked)} blocked, ${numberText(bounced)} bounced and ${numberText(spam)} marked as spam in all.`;
}

/** The numbers by the day, and behind a click by the hour: the text alternative of the charts. */
export function numbersSection({ evidence: { counters, period }, anomalies }: UsageReport): readonly Markup[] {
  if (counters.status !== "read") return [];
  const series = counters.value.period;
  const days = byDay(series, false);
  const oddDays = oddParts(days, anomalies.findings);
  const hours = period.step === "day" ? [] : [hoursTable(series, oddParts(series, anomalies.findings))];
  return [
    html`<section class="long" aria-labelledby="numbers">
<h2 id="numbers">The numbers</h2>
<div class="tables">
${table("By the day (UTC)", rowsOf(days, oddDays, dayText), sumOf(series.counts))}
</div>
${hours}
</section>`,
  ];
}

function hoursTable(series: CountSeries, odd: readonly boolean[]): Markup {
  const rows = rowsOf(series, odd, (at) => `${dayText(at)} ${timeText(at).slice(11)}`).filter(({ counts }) =>
    METRICS.some((metric) => counts[metric] > 0),
  );
  return html`<details>
<summary>All hours with mails (${rows.length})</summary>
<div class="tables">
${table("By the hour (UTC); hours that are left out have no mails", rows, sumOf(series.counts))}
</div>
</details>`;
}

interface NumberRow {
  readonly time: string;
  readonly counts: Counts;
  readonly isOdd: boolean;
}

function rowsOf(series: CountSeries, odd: readonly boolean[], time: (at: number) => string): readonly NumberRow[] {
  return series.counts.map((counts, index) => ({
    time: time(beginningOf(series, index)),
    counts,
    isOdd: odd[index] === true,
  }));
}

function table(caption: string, rows: readonly NumberRow[], total: Counts): Markup {
  return html`<table>
<caption>${caption}</caption>
<thead><tr><th scope="col" class="time">time</th>${METRICS.map((metric) => html`<th scope="col" class="number">${METRIC_NAMES[metric]}</th>`)}<th scope="col"></th></tr></thead>
<tbody>
${rows.map(({ time, counts, isOdd }) => html`<tr class="${isOdd ? "odd" : ""}"><th scope="row" class="time">${time}</th>${cells(counts)}<td>${isOdd ? html`<span class="tag">odd</span>` : ""}</td></tr>`)}
</tbody>
<tfoot><tr class="total"><th scope="row">all</th>${cells(total)}<td></td></tr></tfoot>
</table>`;
}

function cells(counts: Counts): readonly Markup[] {
  return METRICS.map((metric) => html`<td class="number">${numberText(counts[metric])}</td>`);
}
