import { numberText } from "./describe.ts";

/** One bar. */
export interface Bar {
  readonly count: number;
  readonly isOdd: boolean;
}

/** How a chart is drawn. */
export interface BarChartOptions {
  /** Columns that there are, the numbers at the left among them. */
  readonly width: number;
  /** What stands below the left and the right end. */
  readonly ends: readonly [string, string];
  /** Paints bars that are odd. @default as they are */
  readonly paint?: (bars: string) => string;
}

const EIGHTHS = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"] as const;
const HEIGHT = 7;

/**
 * Draws bars with blocks, lines of text. Where there are more bars than columns, a column shows the highest of its bars, so
 * that no spike is lost. `^` stands below what is odd, if anything is.
 */
export function barChart(
  bars: readonly Bar[],
  { width, ends, paint = (text) => text }: BarChartOptions,
): readonly string[] {
  const highest = Math.max(0, ...bars.map(({ count }) => count));
  const label = numberText(highest);
  const columns = columnsOf(bars, Math.max(1, width - label.length - 2));
  const rows = Array.from({ length: HEIGHT }, (_, index) => {
    const row = HEIGHT - 1 - index;
    const margin = (index === 0 ? label : row === 0 ? "0" : "").padStart(label.length);
    const cells = columns.map(({ count, isOdd }) => ({ text: cell(count, highest, row), isOdd }));
    return `${margin} │${painted(cells, paint)}`.trimEnd();
  });
  const marks = columns.map(({ isOdd }) => ({ text: isOdd ? "^" : " ", isOdd }));
  const indent = " ".repeat(label.length + 2);
  const line = columns.some(({ isOdd }) => isOdd) ? [`${indent}${painted(marks, paint)}`.trimEnd()] : [];
  return [...rows, ...line, `${indent}${endsText(ends, columns.length)}`];
}

const WIDEST = 3;

/** As many columns as there are, or whole columns for each bar. */
function columnsOf(bars: readonly Bar[], available: number): readonly Bar[] {
  const each = Math.min(WIDEST, Math.floor(available / bars.length));
  const count = each >= 1 ? each * bars.length : available;
  return Array.from({ length: count }, (_, column) => {
    const [first, end] = [column, column + 1].map((edge) => (edge * bars.length) / count);
    const those = bars.slice(Math.floor(first ?? 0), Math.ceil(end ?? 0));
    return { count: Math.max(0, ...those.map((bar) => bar.count)), isOdd: those.some((bar) => bar.isOdd) };
  });
}

function cell(count: number, highest: number, row: number): string {
  if (count === 0) return " ";
  // Whatever is not zero shows.
  const eighths = Math.max(1, Math.round((count / highest) * HEIGHT * 8)) - row * 8;
  return EIGHTHS[Math.min(8, Math.max(0, eighths))] ?? " ";
}

/** Neighbours of one kind are painted together: a colour for each block would be ten times the text. */
function painted(cells: readonly { text: string; isOdd: boolean }[], paint: (text: string) => string): string {
  let [line, run, isOdd] = ["", "", false];
  const flush = (): void => {
    line += isOdd && run.trim() !== "" ? paint(run) : run;
    run = "";
  };
  for (const each of cells) {
    if (each.isOdd !== isOdd) flush();
    isOdd = each.isOdd;
    run += each.text;
  }
  flush();
  return line;
}

function endsText([left, right]: readonly [string, string], width: number): string {
  return left.length + right.length + 1 > width ? left : `${left}${right.padStart(width - left.length)}`;
}
