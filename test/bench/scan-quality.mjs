// How many of the corpus's keys are found, and how many reports are wrong, beside other scanners on the same files.
import { join } from "node:path";
import { readCorpus, scoreOf } from "../corpus/corpus.mjs";
import { finderReports, gitleaksReports, presetReports, ruleReports } from "../corpus/tools.mjs";
import { describe, report } from "./support/report.mjs";

const RULE_FILE = join(import.meta.dirname, "../../packages/secretlint-rule-mailjet/gitleaks.toml");
const corpus = readCorpus();
const ours = scoreOf(corpus, finderReports(corpus));
const withGitleaks = {
  "gitleaks, its own rules": await gitleaksReports(),
  "gitleaks, our rules": await gitleaksReports(RULE_FILE),
};
const peers = {
  "secretlint, its preset": await presetReports(corpus),
  "secretlint, our rule": await ruleReports(corpus),
  ...withGitleaks,
};
const percent = (part) => 100 * part;

for (const [peer, reports] of Object.entries(peers)) {
  if (reports === undefined) continue;
  const theirs = scoreOf(corpus, reports);
  const wrong = { ours: percent(1 - ours.precision), theirs: percent(1 - theirs.precision) };
  const missed = { ours: percent(1 - ours.recall), theirs: percent(1 - theirs.recall) };
  report({ what: "Recall on the corpus", unit: "%", peer, ours: percent(ours.recall), theirs: percent(theirs.recall) });
  if (reports.length === 0) continue;
  report({
    what: "Precision on the corpus",
    unit: "%",
    peer,
    ours: percent(ours.precision),
    theirs: percent(theirs.precision),
  });
  if (peer !== "secretlint, its preset") continue;
  report({ what: "Keys of the corpus that are missed", unit: "%", peer, ...missed, bound: "ours", most: 1 });
  report({ what: "Reports on the corpus that are wrong", unit: "%", peer, ...wrong, bound: "ours", most: 1 });
}
const absent = Object.values(withGitleaks).includes(undefined) ? " There was no gitleaks in this run's PATH." : "";
describe(
  `Scan quality: ${corpus.length} files of test/corpus, ${ours.found + ours.missed} keys and pairs, every one synthetic; ${corpus.filter(({ findings }) => findings.length === 0).length} files have none. A report on a line of a key is right, every other one is wrong; a key is found if one of its lines is reported. Recall is what is found of all keys, precision what is right of all reports: here more is better. The corpus was written for this finder: what it misses elsewhere is in no figure.${absent}`,
);
