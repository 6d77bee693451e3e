import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Folder with the files. */
export const corpusFolder = join(import.meta.dirname, "fixtures");

/**
 * Every file with its text and what is to be found in it: the kind, the line of its first value, the lines of all of them.
 * @returns {{ path: string, text: string, findings: { kind: string, line: number, lines: number[] }[] }[]}
 */
export function readCorpus() {
  const manifest = JSON.parse(readFileSync(join(import.meta.dirname, "manifest.json"), "utf8"));
  return manifest.map(({ path, findings }) => ({
    path,
    findings,
    text: readFileSync(join(corpusFolder, path), "utf8"),
  }));
}

/**
 * Compares what a tool reports with what is there. A report is right if it is on a line of a key: tools that report each
 * half have two of them, and lose nothing by it. A key counts as found if one of its lines is reported.
 * @param {ReturnType<typeof readCorpus>} corpus
 * @param {{ path: string, line: number }[]} reports
 */
export function scoreOf(corpus, reports) {
  const linesOf = new Map();
  for (const { path, line } of reports) linesOf.set(path, [...(linesOf.get(path) ?? []), line]);
  let [right, wrong, found, missed] = [0, 0, 0, 0];
  for (const { path, findings } of corpus) {
    const reported = linesOf.get(path) ?? [];
    const lines = findings.flatMap((finding) => finding.lines);
    const matching = reported.filter((line) => lines.includes(line)).length;
    const hits = findings.filter((finding) => finding.lines.some((line) => reported.includes(line))).length;
    right += matching;
    wrong += reported.length - matching;
    found += hits;
    missed += findings.length - hits;
  }
  return {
    precision: right + wrong === 0 ? 1 : right / (right + wrong),
    recall: found / (found + missed),
    right,
    wrong,
    found,
    missed,
  };
}
