import type { ApplicationReport, ApplicationReporter } from "./application-report.ts";
import { printablePath } from "./printable-name.ts";

/** What {@link streamReporter} needs of a stream; `process.stderr` and every other `Writable` has it. */
export interface ReportStream {
  readonly writable: boolean;
  write(text: string, done: (error?: Error | null) => void): unknown;
  listenerCount(event: "error"): number;
  once(event: "error", listener: () => void): unknown;
}

/** Writes each report as a line of JSON to a stream, such as `process.stderr`. A stream that has ended or fails is left alone. */
export function streamReporter(stream: ReportStream): ApplicationReporter {
  return (report) => {
    if (!stream.writable) return;
    stream.write(lineOf(report), (error) => {
      // Without any listener the error of a closed pipe would end the process.
      if (error && stream.listenerCount("error") === 0) stream.once("error", () => {});
    });
  };
}

/**
 * Appends each report as a line of JSON to a file on a local disk: one `write` a line, so that several processes may share the
 * file. Creates the file with mode 0600, and no directory. If it cannot be written, a process warning says so, once.
 */
export function fileReporter(path: string): ApplicationReporter {
  let isWarned = false;
  return (report) => {
    try {
      append(path, lineOf(report));
    } catch (error) {
      if (isWarned) return;
      isWarned = true;
      process.emitWarning(
        `Reports cannot be written to ${printablePath(path)}${codeOf(error)}.`,
        "MailjetSecretsWarning",
      );
    }
  };
}

function append(path: string, line: string): void {
  // Not imported at the top: most processes report nothing.
  const { closeSync, constants, openSync, writeSync } = process.getBuiltinModule("node:fs");
  const {
    O_APPEND,
    O_CREAT,
    O_NOCTTY = 0,
    O_NONBLOCK = 0,
    O_WRONLY,
  } = constants as Partial<typeof constants> & Pick<typeof constants, "O_APPEND" | "O_CREAT" | "O_WRONLY">;
  // O_NONBLOCK: a named pipe that nobody reads would be waited for, and mail with it. Windows has neither of the two.
  const file = openSync(path, O_WRONLY | O_APPEND | O_CREAT | O_NOCTTY | O_NONBLOCK, 0o600);
  try {
    writeSync(file, line);
  } finally {
    closeSync(file);
  }
}

function lineOf(report: ApplicationReport): string {
  return `${JSON.stringify(report)}\n`;
}

function codeOf(error: unknown): string {
  const { code } = (error ?? {}) as { readonly code?: unknown };
  return typeof code === "string" ? ` (${code})` : "";
}
