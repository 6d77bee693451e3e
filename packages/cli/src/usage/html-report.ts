import { cliVersion } from "../version.ts";
import { momentIn } from "./describe.ts";
import { stateLine } from "./evidence-lines.ts";
import { chartSections, numbersSection } from "./html-numbers.ts";
import { resourcesSection } from "./html-resources.ts";
import { comparedSection, notesSection, notKnownSection, summarySection } from "./html-summary.ts";
import { jsonReport } from "./json-report.ts";
import { html, type Markup, scriptJson, trusted } from "./markup.ts";
import { pageAssets } from "./page-assets.ts";
import type { UsageReport } from "./usage-report.ts";

const GENERATOR = '<meta name="generator" content="mailjet-secrets usage">';

/** Whether a text is a page that {@link htmlReport} has made. */
export function isHtmlReport(text: string): boolean {
  return text.slice(0, 2_000).includes(GENERATOR);
}

/**
 * The report as one page with charts, that loads nothing and can be passed on: script, style and numbers are in it. Whatever
 * somebody else has named is escaped; a policy in the page lets the browser run nothing but its own script.
 */
export function htmlReport(report: UsageReport): string {
  const { script, style, policy } = pageAssets();
  const { markup } = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
${trusted(GENERATOR)}
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>${titleOf(report)}</title>
<style>${trusted(style)}</style>
</head>
<body>
<header>
<h1>${titleOf(report)}</h1>
<p class="muted">Key pair with the ${stateLine(report.evidence.key)}. As of ${momentIn(report.generatedAt, report.timeZone)}.</p>
</header>
<main>
${bodyOf(report)}
</main>
<footer>
<p>This page holds personal data: sender addresses, and the account users' e-mail and last IP addresses, as evidence. Recipients and subjects were not asked for. It holds no API key and no secret. Keep it as long as the case is open, and pass it on to those who work on it.</p>
<p>Made by mailjet-secrets ${cliVersion()}; the charts are drawn by uPlot. The page loads nothing from a network.</p>
</footer>
<script type="application/json" id="report">${scriptJson(jsonReport(report))}</script>
<script>${trusted(script)}</script>
</body>
</html>
`;
  return markup;
}

function bodyOf(report: UsageReport): readonly Markup[] {
  return [
    summarySection(report),
    ...chartSections(report),
    comparedSection(report),
    ...notKnownSection(report),
    resourcesSection(report),
    ...numbersSection(report),
    ...notesSection(report),
  ];
}

function titleOf({ evidence: { key } }: UsageReport): string {
  const name =
    key.id === undefined ? `with the fingerprint ${key.fingerprint}` : `${key.name || "(no name)"} (id ${key.id})`;
  return `Use of the Mailjet key ${name}`;
}
