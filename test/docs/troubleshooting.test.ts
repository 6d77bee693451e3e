import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { root } from "./support/markdown.ts";

it("docs/troubleshooting.md is what the code and the READMEs say now", async () => {
  const script = join(import.meta.dirname, "make-troubleshooting.mjs");
  await promisify(execFile)(process.execPath, [script, "--check"]);
});

it("docs/troubleshooting.md has a cause and a next step for every code that the library has", () => {
  const page = readFileSync(join(root, "docs/troubleshooting.md"), "utf8");
  const sections = page.split("\n## ").slice(1);
  const used = new Set(sections.map((section) => section.split("\n")[0]));
  const source = readFileSync(join(root, "packages/core/src/secrets-error.ts"), "utf8");
  const declared = [...source.matchAll(/^ {2}\| "(\w+)"/gm)].map(([, name]) => name);
  expect(declared.length).toBeGreaterThan(10);
  expect([...used]).toEqual(declared);
  for (const section of sections) expect(section).toMatch(/\*\*What happened\.\*\* \w.+\n\n\*\*Next\.\*\* \w.+/);
});
