import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, relative, resolve, sep } from "node:path";
import { SecretsError } from "@mailjet-secrets/core";

/** Findings that are known and bear no more mention. */
export interface Baseline {
  has(finding: BaselineFinding): boolean;
}

/** What a baseline keeps of a finding. A line number would not survive the next change. */
export interface BaselineFinding {
  /** Absolute path. */
  readonly file: string;
  readonly fingerprint: string;
}

interface BaselineEntry {
  readonly path: string;
  readonly fingerprint: string;
}

const VERSION = 1;

/** Reads a baseline file, whose paths are relative to its folder. Throws `INVALID_CONFIG` if it is absent or no baseline. */
export function readBaseline(file: string): Baseline {
  const known = new Set(entriesOf(file).map(({ path, fingerprint }) => `${fingerprint} ${path}`));
  return { has: (finding) => known.has(`${finding.fingerprint} ${pathFrom(file, finding.file)}`) };
}

/** Writes a baseline in place of an earlier one; never over a file that is something else (`INVALID_CONFIG`). */
export function writeBaseline(file: string, findings: readonly BaselineFinding[]): void {
  const text = textOf(file);
  if (text !== undefined) parse(file, text);
  const lines = new Set(
    findings.map(({ file: each, fingerprint }) => JSON.stringify({ path: pathFrom(file, each), fingerprint })),
  );
  const content = `{\n  "version": ${VERSION},\n  "keys": [${[...lines]
    .sort()
    .map((line) => `\n    ${line}`)
    .join(",")}\n  ]\n}\n`;
  // Whoever reads it meanwhile sees the old one or the new one.
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, content, { flag: "wx" });
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw new SecretsError("INVALID_CONFIG", "The baseline file cannot be written.", {
      cause: error,
      hint: "Name a file in a folder that exists and may be written.",
    });
  }
}

function entriesOf(file: string): readonly BaselineEntry[] {
  const text = textOf(file);
  if (text !== undefined) return parse(file, text);
  throw new SecretsError("INVALID_CONFIG", `The baseline file does not exist or cannot be read.`, {
    hint: "Make one: scan --baseline <file> --write-baseline",
  });
}

function parse(file: string, text: string): readonly BaselineEntry[] {
  const entries = keysIn(text);
  if (entries?.every(isEntry)) return entries;
  throw new SecretsError("INVALID_CONFIG", `The file given as --baseline is no baseline.`, {
    hint: `See that ${relative(dirname(file), file)} is the right file. If it is: delete it, then scan --baseline <file> --write-baseline`,
  });
}

function keysIn(text: string): readonly unknown[] | undefined {
  try {
    const { version, keys } = (JSON.parse(text) ?? {}) as { readonly version?: unknown; readonly keys?: unknown };
    return version === VERSION && Array.isArray(keys) ? keys : undefined;
  } catch {
    // The message would quote the file, which may be anything.
    return undefined;
  }
}

function isEntry(entry: unknown): entry is BaselineEntry {
  const { path, fingerprint } = (entry ?? {}) as Partial<Record<keyof BaselineEntry, unknown>>;
  return typeof path === "string" && typeof fingerprint === "string";
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

function pathFrom(baseline: string, file: string): string {
  return relative(dirname(resolve(baseline)), file).replaceAll(sep, "/");
}
