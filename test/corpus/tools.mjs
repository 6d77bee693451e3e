// What each tool reports on the corpus, as lines.
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { promisify } from "node:util";
import { lintSource } from "@secretlint/core";
import { creator as preset } from "@secretlint/secretlint-rule-preset-recommend";
import { findMailjetKeys, creator as rule } from "secretlint-rule-mailjet";
import { corpusFolder } from "./corpus.mjs";

const run = promisify(execFile);
const RULE = { id: "secretlint-rule-mailjet", rule };
const PRESET = { id: "@secretlint/secretlint-rule-preset-recommend", rule: preset };

/** Our finder. */
export function finderReports(corpus) {
  return corpus.flatMap(({ path, text }) =>
    findMailjetKeys(text, { path }).map(({ kind, line }) => ({ path, line, kind })),
  );
}

/** Secretlint with our rule alone. */
export const ruleReports = (corpus) => secretlintReports(corpus, RULE);

/** Secretlint with the rules that it recommends. */
export const presetReports = (corpus) => secretlintReports(corpus, PRESET);

async function secretlintReports(corpus, config) {
  const reports = [];
  for (const { path, text } of corpus) {
    const source = { filePath: path, content: text, ext: extname(path), contentType: "text" };
    const { messages } = await lintSource({ source, options: { config: { rules: [config] } } });
    reports.push(...messages.map(({ loc }) => ({ path, line: loc.start.line, endLine: loc.end.line })));
  }
  return reports;
}

/** Gitleaks with a rule file, or with its own rules. `undefined` if there is no gitleaks in PATH. */
export async function gitleaksReports(ruleFile) {
  const folder = await mkdtemp(join(tmpdir(), "gitleaks-"));
  const output = join(folder, "report.json");
  try {
    const rules = ruleFile === undefined ? [] : ["--config", ruleFile];
    const rest = ["--exit-code", "0", "--no-banner", "--report-format", "json", "--report-path", output];
    await run("gitleaks", ["dir", corpusFolder, ...rules, ...rest]);
    return JSON.parse(await readFile(output, "utf8")).map(({ File, StartLine, EndLine }) => ({
      path: File.slice(corpusFolder.length + 1).replaceAll("\\", "/"),
      line: StartLine,
      endLine: EndLine,
    }));
  } catch (error) {
    if (error.code === "ENOENT") return undefined;
    throw error;
  } finally {
    await rm(folder, { recursive: true });
  }
}
