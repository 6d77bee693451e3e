/** Lays out rows as a table for a terminal; the headings are the names of the first row's cells. */
export function table(rows: readonly Readonly<Record<string, string>>[]): string {
  const headings = Object.keys(rows[0] ?? {});
  const lines = [headings, ...rows.map((row) => headings.map((heading) => row[heading] ?? ""))];
  const widths = headings.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const rule = widths.map((width) => "─".repeat(width));
  const [top = [], ...body] = lines;
  return [top, rule, ...body].map((line) => `  ${layOut(line, widths, body[0] ?? [])}`.trimEnd()).join("\n");
}

function layOut(cells: readonly string[], widths: readonly number[], sample: readonly string[]): string {
  // Numbers stand to the right.
  const isNumber = (column: number): boolean => /^\d[\d,.]*( (ms|ns))?$/.test(sample[column] ?? "");
  const padded = cells.map((cell, column) =>
    isNumber(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
  );
  return padded.join("   ");
}
