import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { GITLEAKS_RULES, gitleaksToml, STOP_WORDS } from "../../packages/secretlint-rule-mailjet/src/gitleaks-rules.ts";
import { corpusFolder, readCorpus, scoreOf } from "./corpus.mjs";
import { emulatedReports } from "./gitleaks-emulation.mjs";
import { finderReports, presetReports, ruleReports } from "./tools.mjs";

const corpus = readCorpus();
const asText = (report: unknown): string => JSON.stringify(report);
const there = corpus.flatMap(({ path, findings }) => findings.map(({ kind, line }) => ({ path, line, kind })));

describe("the corpus", () => {
  it("has hundreds of files, with keys and without, all of them in the list", () => {
    const files = readdirSync(corpusFolder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(files).toHaveLength(corpus.length);
    expect(corpus.filter(({ findings }) => findings.length > 0).length).toBeGreaterThan(300);
    expect(corpus.filter(({ findings }) => findings.length === 0).length).toBeGreaterThan(100);
    expect(new Set(there.map(({ kind }) => kind)).size).toBe(6);
  });

  it("is what its script writes", async () => {
    const folder = await mkdtemp(join(tmpdir(), "corpus-"));
    try {
      await cp(import.meta.dirname, folder, { recursive: true, filter: (path) => !path.includes("fixtures") });
      await promisify(execFile)(process.execPath, [join(folder, "make-corpus.mjs")]);
      for (const { path, text } of corpus) expect(readFileSync(join(folder, "fixtures", path), "utf8")).toBe(text);
      const list = (directory: string): unknown => JSON.parse(readFileSync(join(directory, "manifest.json"), "utf8"));
      expect(list(folder)).toEqual(list(import.meta.dirname));
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe("on the corpus", () => {
  it.each([
    ["the finder", () => finderReports(corpus)],
    ["the rule for secretlint", () => ruleReports(corpus)],
  ])("%s has a precision and a recall of 0.99 at least", async (_, reports) => {
    const { precision, recall } = scoreOf(corpus, await reports());
    expect(precision).toBeGreaterThanOrEqual(0.99);
    expect(recall).toBeGreaterThanOrEqual(0.99);
  });

  it("the finder names kind and line of 99 in 100 findings, and finds one thing once", () => {
    const found = new Set(finderReports(corpus).map(asText));
    expect(there.filter((one) => found.has(asText(one))).length / there.length).toBeGreaterThanOrEqual(0.99);
    expect(finderReports(corpus).length / there.length).toBeLessThanOrEqual(1.01);
  });

  it("the rules for gitleaks have a precision of 0.95 and a recall of 0.9 at least, where nothing has to be decoded", () => {
    const plain = corpus.filter(({ path }) => !path.startsWith("encoded-files"));
    const reports = emulatedReports(plain, { rules: GITLEAKS_RULES, stopWords: STOP_WORDS });
    const { precision, recall } = scoreOf(plain, reports);
    expect(precision).toBeGreaterThanOrEqual(0.95);
    expect(recall).toBeGreaterThanOrEqual(0.9);
  });

  it("secretlint's own rules find next to nothing, so that the corpus says something", async () => {
    expect(scoreOf(corpus, await presetReports(corpus)).recall).toBeLessThan(0.5);
  });
});

it("the rule file for gitleaks is the one that the patterns make", () => {
  const file = join(import.meta.dirname, "../../packages/secretlint-rule-mailjet/gitleaks.toml");
  expect(readFileSync(file, "utf8")).toBe(gitleaksToml());
});
