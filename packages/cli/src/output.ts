import { styleText } from "node:util";
import type { OutputStream, Surroundings } from "./surroundings.ts";

type Format = Parameters<typeof styleText>[0];

/** Writes data, and ends the line. */
export function printData({ stdout }: Surroundings, text: string): void {
  stdout.write(text.endsWith("\n") ? text : `${text}\n`);
}

/** Writes one JSON document as data: in one line for programs, indented where a person looks on. */
export function printJson({ stdout }: Surroundings, value: unknown): void {
  stdout.write(`${JSON.stringify(value, undefined, stdout.isTTY === true ? 2 : undefined)}\n`);
}

/** Says something to people, and ends the line. */
export function say({ stderr }: Surroundings, text: string): void {
  stderr.write(text.endsWith("\n") ? text : `${text}\n`);
}

/** Text in a colour or weight if `stream` is a terminal that may have one (`NO_COLOR`, `TERM=dumb`), else as it is. */
export function painted(
  format: Format,
  text: string,
  stream: OutputStream,
  environment: Surroundings["environment"],
): string {
  const plain = stream.isTTY !== true || Boolean(environment["NO_COLOR"]) || environment["TERM"] === "dumb";
  return plain ? text : styleText(format, text, { validateStream: false });
}

/** Rows in columns that are as wide as their longest cell, two blanks apart; one line each. */
export function aligned(rows: readonly (readonly string[])[]): string {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: readonly string[]): string =>
    row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ");
  return rows.map((row) => line(row).trimEnd()).join("\n");
}
