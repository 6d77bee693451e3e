import { once } from "node:events";
import { resolve } from "node:path";
import { EXIT } from "../exit-codes.ts";
import { printData, say } from "../output.ts";
import type { Surroundings } from "../surroundings.ts";
import { cliVersion } from "../version.ts";
import type { Baseline, BaselineFinding } from "./baseline.ts";
import { askGit } from "./git.ts";
import { jsonReporter } from "./json-report.ts";
import { printablePath, printableWord } from "./printable-path.ts";
import type { Progress } from "./progress.ts";
import type { Reporter } from "./report.ts";
import { sarifReporter } from "./sarif-report.ts";
import type { ScanOptions } from "./scan.ts";
import type { ScanFinding, Scanned, ScannedBatch } from "./scanned.ts";
import { summaryText } from "./summary-text.ts";
import { textReporter } from "./text-report.ts";
import { createVerifier } from "./verifier.ts";
import type { LeftOut } from "./walk-tree.ts";

export interface ScanRunSettings {
  readonly options: ScanOptions;
  readonly surroundings: Surroundings;
  readonly progress: Progress;
  /** Findings that are not reported. */
  readonly baseline: Baseline | undefined;
}

/** Takes what a scan gives, reports it, and keeps count. */
export interface ScanRun {
  /** What a baseline would hold. Empty unless there is to be one. */
  readonly found: readonly BaselineFinding[];
  /** Resolves when it is written, so that a slow reader slows down the scan. */
  take(batch: ScannedBatch): Promise<void>;
  /** Ends the report. Returns the exit code. */
  end(leftOut: LeftOut): number;
}

/** Makes one, in the format of the options. */
export function createScanRun({ options, surroundings, progress, baseline }: ScanRunSettings): ScanRun {
  const reporter = reporterOf(options, surroundings);
  const verifier = options.isVerifying ? createVerifier(surroundings) : undefined;
  const totals = { findings: 0, known: 0, unread: 0, files: 0, bytes: 0, binary: 0 };
  const found: BaselineFinding[] = [];
  const usesBaseline = options.baseline !== undefined;
  // Paths of git begin at the top of its repository.
  const top = usesBaseline && options.source !== "tree" ? topOf(surroundings) : surroundings.directory;

  async function takeFinding({ path, commit }: Scanned, { keys, ...finding }: ScanFinding): Promise<void> {
    const known = { file: resolve(top, path), fingerprint: finding.fingerprint };
    if (usesBaseline) found.push(known);
    if (options.isWritingBaseline) return;
    if (baseline?.has(known) === true) {
      totals.known += 1;
      return;
    }
    totals.findings += 1;
    const verification = await verifier?.verify(finding.fingerprint, keys);
    progress.clear();
    reporter.finding({
      path: printablePath(path),
      ...finding,
      ...(commit !== undefined && { commit }),
      ...(verification !== undefined && { verification }),
    });
  }

  function takeGap(path: string, reason: string): void {
    totals.unread += 1;
    const gap = { path: printableWord(path), reason: printableWord(reason) };
    progress.clear();
    say(surroundings, `Could not read ${gap.path}: ${gap.reason}`);
    reporter.unread(gap);
  }

  return {
    found,
    async take({ files, bytes, binary, items }) {
      totals.files += files;
      totals.bytes += bytes;
      totals.binary += binary;
      for (const item of items) {
        for (const finding of item.findings) await takeFinding(item, finding);
        if (item.unread !== undefined) takeGap(item.path, item.unread);
      }
      await drained(surroundings);
      await progress.update(totals.files, totals.bytes);
    },
    end(leftOut) {
      const summary = { ...totals, leftOut };
      if (!options.isWritingBaseline) reporter.end(summary);
      say(surroundings, options.isWritingBaseline ? baselineText(found.length) : summaryText(summary));
      const stopped = verifier?.stopped();
      if (stopped !== undefined) say(surroundings, `Mailjet was not asked about all of them: ${stopped}.`);
      if (totals.findings > 0) return EXIT.found;
      return totals.unread > 0 ? EXIT.unread : EXIT.ok;
    },
  };
}

function reporterOf({ format }: ScanOptions, surroundings: Surroundings): Reporter {
  const print = (text: string): void => printData(surroundings, text);
  if (format === "json") return jsonReporter(print);
  return format === "sarif" ? sarifReporter(print, cliVersion()) : textReporter(print);
}

function topOf(surroundings: Surroundings): string {
  return askGit(["rev-parse", "--show-toplevel"], surroundings).text?.trim() || surroundings.directory;
}

function baselineText(count: number): string {
  return `The baseline was written. It holds ${count === 1 ? "1 finding" : `${count} findings`}.`;
}

async function drained({ stdout }: Surroundings): Promise<void> {
  if (!stdout.writableNeedDrain || stdout.errored) return;
  // A reader who goes away ends the wait, too.
  const waiting = new AbortController();
  const { signal } = waiting;
  await Promise.race(["drain", "close"].map((name) => once(stdout, name, { signal }))).catch(() => {});
  waiting.abort();
}
