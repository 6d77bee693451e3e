import { spanText } from "./describe.ts";
import { html, type Markup } from "./markup.ts";
import { type UsageReport, verdictText } from "./usage-report.ts";

/** What came of it, in plain words: first in the page, for those who read no further. */
export function summarySection(report: UsageReport): Markup {
  const { verdict, anomalies, unread } = report;
  const also = verdict === "odd" && unread.length > 0 ? ["Not everything could be read: see below."] : [];
  return html`<section class="verdict ${verdict}" aria-labelledby="summary">
<h2 id="summary">${verdictText(report)}</h2>
${anomalies.findings.length === 0 ? "" : list(anomalies.findings.map(({ text }) => sentence(text)))}
${also.map((text) => html`<p>${text}</p>`)}
${verdict === "incomplete" ? list(unread.map(({ text }) => text)) : ""}
</section>`;
}

/** What was looked at, and what it was compared with. */
export function comparedSection({ evidence: { period }, anomalies }: UsageReport): Markup {
  const rule =
    anomalies.comparedWith === undefined
      ? "Whether the counts are usual is not known."
      : "A count is odd if it is above its limit. Where that is learned from earlier counts, it is at least twice the median of the same hours (or days) of the week, and clearly more than chance makes of it: five robust standard deviations.";
  return html`<section aria-labelledby="compared">
<h2 id="compared">What was compared with what</h2>
<dl>
<dt>Period</dt><dd>${spanText(period.from, period.to)}, by the ${period.step}</dd>
<dt>Compared</dt><dd>${anomalies.comparedWith ?? "with nothing"}</dd>
<dt>Rule</dt><dd>${rule}</dd>
</dl>
</section>`;
}

/** What could not be read. None if everything could, or if the summary says it already. */
export function notKnownSection({ unread, verdict }: UsageReport): readonly Markup[] {
  if (unread.length === 0 || verdict === "incomplete") return [];
  return [
    html`<section aria-labelledby="unread">
<h2 id="unread">What is not known</h2>
${list(unread.map(({ text }) => text))}
</section>`,
  ];
}

/** What a reader should know besides. None if there is nothing. */
export function notesSection({ anomalies: { notes } }: UsageReport): readonly Markup[] {
  if (notes.length === 0) return [];
  return [
    html`<section aria-labelledby="notes">
<h2 id="notes">Notes</h2>
${list(notes)}
</section>`,
  ];
}

function list(texts: readonly string[]): Markup {
  return html`<ul>
${texts.map((text) => html`<li>${text}</li>`)}
</ul>`;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
