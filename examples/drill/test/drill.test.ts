import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { blocksOf, root } from "../../../test/docs/support/markdown.ts";
import { normalized } from "./support/normalized.ts";

const DEMO = join(import.meta.dirname, "../dist/demo.js");
const LIMIT_MS = 120_000;

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What `npm run drill` runs, once everything is built. */
async function drill(folder: string, environment: Readonly<Record<string, string>>): Promise<Outcome> {
  try {
    return { code: 0, ...(await promisify(execFile)(process.execPath, [DEMO, folder], { env: environment })) };
  } catch (error) {
    return error as Outcome; // execFile's error has the exit code and the output
  }
}

const folder = mkdtempSync(join(tmpdir(), "mailjet-secrets-drill-test-"));
afterAll(() => rmSync(folder, { recursive: true }));
const fileOf = (name: string): string => readFileSync(join(folder, name), "utf8");

describe("npm run drill", () => {
  let outcome: Outcome;
  beforeAll(async () => {
    outcome = await drill(folder, { PATH: process.env["PATH"] ?? "", DEBUG: "*" });
  }, LIMIT_MS);

  it("is what runs here", () => {
    const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    expect(scripts.drill).toBe("npm run build && node examples/drill/dist/demo.js");
  });

  it("replaces the leaked key under load: nothing lost or doubled, nobody but the attacker refused, the old key inactive", () => {
    expect(outcome.stdout.trimEnd().split("\n").at(-1)).toBe(
      `0 lost mails, old key inactive, report written to ${join(folder, "closing-report.md")}, evidence in ${join(folder, "evidence.html")}`,
    );
    expect(outcome.code).toBe(0);
    for (const service of ["billing-api", "newsletter", "web-shop"]) {
      const line = new RegExp(
        `^ {3}${service}: \\d+ mails, [1-9]\\d* with the old pair, [1-9]\\d* with the new one, 0 lost, 0 twice$`,
        "m",
      );
      expect(outcome.stdout).toMatch(line);
    }
    expect(outcome.stdout).toContain("refused (401): 0; of the attacker: 1");
  });

  it("goes through the steps of the runbook in their order", () => {
    const steps = [...outcome.stdout.matchAll(/^\d\. (.*)$/gm)].map(([, title]) => title);
    expect(steps).toEqual([
      "What happened before: a key leaks, and somebody finds it",
      "Find out which key it is",
      "Take evidence, before anything is changed",
      "Ask who uses the key",
      "Replace it while mail goes on",
      "Watch",
      "Close the hole",
      "The closing report",
    ]);
  });

  it("leaves evidence that shows the misuse, and a report with times and fingerprints", () => {
    expect(fileOf("evidence.html")).toContain("invoices@evil.example");
    const report = fileOf("closing-report.md");
    expect(report).toMatch(/^- Old pair [0-9a-f]{8}: key inactive; new pair [0-9a-f]{8}$/m);
    expect(report.match(/^\| \d\d:\d\d:\d\d \| /gm)?.length).toBeGreaterThan(8);
    expect(report).toMatch(/The attacker sends again: Mailjet answers 401/);
  });

  it("shows neither a key nor what opens the store, not even with DEBUG=*", () => {
    const files = [
      "closing-report.md",
      "evidence.html",
      "transcript.txt",
      "rotation.json",
      "reports.jsonl",
      "scan.json",
    ];
    const output = [outcome.stdout, outcome.stderr, ...files.map(fileOf)].join("\n");
    // The pairs are random: any text of their shape, or of base64 of both, would be one of them. A commit is longer.
    expect(output).not.toMatch(/(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])/);
    expect(output).not.toMatch(/\b[A-Za-z0-9+/]{87}=|\bBasic \w|\bs\.[A-Za-z0-9]{20}|emulated-root-token/);
  });

  it("prints what docs/leak-response.md shows", () => {
    const host = hostname();
    const transcript = `${fileOf("transcript.txt")}\n${outcome.stdout}`;
    const said = transcript.split("\n").map((line) => normalized(line.replaceAll(` ${host} `, " web-1 ")));
    const shown = blocksOf("docs/leak-response.md").flatMap(({ code }) => code.split("\n"));
    const lines = shown.filter((line) => line.trim() !== "" && line.trim() !== "…");
    expect(lines.length).toBeGreaterThan(50);
    // test/docs/leak-response.test.ts runs these.
    const elsewhere = [
      "$ mailjet-secrets rotate --plan emergency ",
      "$ mailjet-secrets rotate --plan assisted-reset",
      "$ mailjet-secrets rotate --resume --admin-secret admin/mailjet --journal rotation.json --quiet-for 0 --yes",
    ];
    const isSaid = (line: string): boolean => {
      const [beginning = "", rest] = normalized(line).split("…");
      return said.some((each) => (rest === undefined ? each === beginning : each.startsWith(beginning)));
    };
    const strange = lines.filter((line) => !isSaid(line) && !elsewhere.some((known) => line.startsWith(known)));
    expect(strange).toEqual([]);
  });
});

it(
  "says what went wrong, and ends with exit code 1, if the incident is not played to its end",
  async () => {
    const other = mkdtempSync(join(tmpdir(), "mailjet-secrets-drill-test-"));
    try {
      // Without git nothing can be committed.
      const { code, stdout } = await drill(other, { PATH: other });
      expect(code).toBe(1);
      expect(stdout).toMatch(/The drill broke off: .*git/);
      expect(stdout).toContain("old key STILL ACTIVE");
    } finally {
      rmSync(other, { recursive: true });
    }
  },
  LIMIT_MS,
);
