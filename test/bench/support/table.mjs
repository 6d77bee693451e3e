/** Headings of the columns of {@link describeRow}. */
export const HEADINGS = ["What", "Ours", "Beside", "Theirs", "Ratio", "Budget", "Met"];

const SINGULAR = { reads: "read", calls: "call", mails: "mail", files: "file", logins: "login" };

/** The cells of one line. */
export function describeRow({ what, unit, ours, peer, theirs, ratio, most, bound, met }) {
  const limit = bound === "ours" ? withUnit(most, unit) : `${most}x`;
  const budget = most === 0 ? limit : `≤ ${limit}`;
  return [
    what,
    withUnit(ours, unit),
    peer,
    withUnit(theirs, unit),
    shownRatio(ratio),
    most === undefined ? "–" : budget,
    met === undefined ? "–" : met ? "yes" : "NO",
  ];
}

/** A text table for the terminal. */
export function aligned(rows) {
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** A table in Markdown. */
export function toMarkdown([headings, ...rows]) {
  const rule = headings.map((heading) => (["Ours", "Theirs", "Ratio"].includes(heading) ? "---:" : "---"));
  return [headings, rule, ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
}

function withUnit(value, unit) {
  return `${rounded(value)} ${value === 1 ? (SINGULAR[unit] ?? unit) : unit}`;
}

/** Far from 1 a ratio is easier to read the other way round. */
function shownRatio(ratio) {
  if (!Number.isFinite(ratio) || ratio === null) return "–";
  if (ratio === 0) return "0x";
  return ratio < 0.1 ? `1/${rounded(Number((1 / ratio).toPrecision(2)))}` : `${ratio.toFixed(2)}x`;
}

/** Three digits that count, no more than a reader needs. */
function rounded(value) {
  if (value === 0) return "0";
  const places = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toLocaleString("en", { maximumFractionDigits: places });
}
