/** Style of the page, for a screen, light or dark, wide or narrow, and for paper. */
export const PAGE_STYLE: string = `
:root {
  color-scheme: light dark;
  --page: #f4f5f7; --card: #ffffff; --text: #1b1f24; --muted: #5b6470; --line: #d9dde3;
  --sent: #2f6fde; --odd: #d1242f; --limit: #7a828e; --blocked: #c2610c; --bounced: #8250df; --spam: #0f7b6c;
  --good: #1a7f37; --warn: #9a6700; --odd-soft: #fdecec; --good-soft: #e8f6ec; --warn-soft: #fdf4dc;
}
@media screen and (prefers-color-scheme: dark) {
  :root:not(.print) {
    --page: #0f1318; --card: #181d24; --text: #e6eaef; --muted: #9aa4b1; --line: #303842;
    --sent: #6ea3ff; --odd: #ff7b72; --limit: #8d96a1; --blocked: #f0a05a; --bounced: #c3a0ff; --spam: #56c9b5;
    --good: #56d364; --warn: #e3b341; --odd-soft: #3a1d20; --good-soft: #14301c; --warn-soft: #352a10;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
main, header, footer { max-width: 1040px; margin: 0 auto; padding: 0 20px; }
header { padding-top: 32px; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 4px; overflow-wrap: anywhere; }
h2 { font-size: 1.15rem; margin: 0 0 8px; }
h3 { font-size: 1rem; margin: 20px 0 6px; }
p { margin: 0 0 8px; }
section { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 18px 20px; margin: 16px 0; }
.muted, figcaption, footer { color: var(--muted); font-size: .9rem; }
.verdict { border-left: 6px solid var(--good); background: var(--good-soft); }
.verdict.odd { border-left-color: var(--odd); background: var(--odd-soft); }
.verdict.incomplete { border-left-color: var(--warn); background: var(--warn-soft); }
.verdict h2 { font-size: 1.35rem; margin-bottom: 4px; }
.verdict ul { margin: 8px 0 0; }
ul { margin: 0; padding-left: 1.2em; }
li { margin: 3px 0; overflow-wrap: anywhere; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 4px 16px; margin: 0; }
dt { color: var(--muted); }
dd { margin: 0; overflow-wrap: anywhere; }
figure { margin: 0; }
.chart { width: 100%; min-height: 60px; position: relative; }
.tables { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; color: var(--muted); font-size: .9rem; padding-bottom: 4px; }
th, td { text-align: left; padding: 5px 10px 5px 0; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: break-word; }
th { font-weight: 600; }
td.number, th.number { text-align: right; padding-right: 16px; white-space: nowrap; }
td.time, th.time { white-space: nowrap; }
tr.odd td, tr.odd th { background: var(--odd-soft); }
tr.total th, tr.total td { font-weight: 600; border-bottom: 0; }
.tag { display: inline-block; border-radius: 4px; padding: 0 6px; font-size: .8rem; font-weight: 600; color: var(--card); background: var(--odd); }
details { margin-top: 12px; }
summary { cursor: pointer; color: var(--muted); }
footer { padding-top: 4px; padding-bottom: 40px; }
.u-legend { font-size: .88rem; text-align: left; }
.u-legend .u-series > * { padding: 2px 6px 2px 0; }
.u-legend th { border-bottom: 0; font-weight: 400; color: var(--muted); }
.u-legend.u-inline tr { margin-right: 12px; }
.u-select { background: var(--sent); opacity: .15; }
.tip { position: absolute; pointer-events: none; z-index: 10; background: var(--card); border: 1px solid var(--line); border-radius: 6px; padding: 6px 10px; font-size: .85rem; white-space: nowrap; box-shadow: 0 2px 8px #0003; }
.tip b { display: block; }
@media (max-width: 560px) {
  main, header, footer { padding-left: 12px; padding-right: 12px; }
  section { padding: 14px; }
  dl { grid-template-columns: 1fr; gap: 0; }
  dd { margin-bottom: 6px; }
  table { min-width: 500px; }
}
@media print {
  :root { --page: #ffffff; }
  body { font-size: 11pt; }
  main, header, footer { max-width: none; padding: 0; }
  section { break-inside: avoid; border-radius: 0; padding: 10px 12px; }
  section.long { break-inside: auto; }
  .screen, .tip, details { display: none; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
