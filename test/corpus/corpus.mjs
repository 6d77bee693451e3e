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
 * @param {{ path: string, line: number, endLine?: number }[]} reports
 */
export function scoreOf(corpus, reports) {
  const reportsOn = groupByPath(reports);
  let [right, wrong, found, missed] = [0, 0, 0, 0];
  for (const { path, findings } of corpus) {
    const reported = reportsOn.get(path) ?? [];
    const matching = reported.filter((report) => findings.some((finding) => covers(report, finding))).length;
    const hits = findings.filter((finding) => reported.some((report) => covers(report, finding))).length;
    right += matching;
    wrong += reported.length - matching;
    found += hits;
    missed += findings.length - hits;
  }
  return { precision: right / (right + wrong), recall: found / (found + missed), right, wrong, found, missed };
}

const covers = ({ line, endLine = line }, { lines }) => lines.some((one) => one >= line && one <= endLine);

function groupByPath(reports) {
  const groups = new Map();
  for (const report of reports) groups.set(report.path, [...(groups.get(report.path) ?? []), report]);
  return groups;
}
