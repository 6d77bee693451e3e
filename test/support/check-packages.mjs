// Checks every package as it would be published: publint, attw, that only what belongs there is inside, and that all of it
// can be reached. Prints the files.
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { packPackages } from "./pack-packages.mjs";
import { tarballFiles } from "./tarball-files.mjs";
import { tarballProblems } from "./tarball-problems.mjs";

const run = promisify(execFile);
// Node.js 20.19 and later can require() ES modules, so a CommonJS caller that resolves to one is as intended.
// The JSON schema is for editors, and the rules are for gitleaks: both are opened as files, and imported by nobody.
const ACCEPTED = [
  "--ignore-rules",
  "cjs-resolves-to-esm",
  "--exclude-entrypoints",
  "config.schema.json",
  "gitleaks.toml",
];
const ATTW = ["--format", "ascii", "--no-emoji", ...ACCEPTED];

const folder = await mkdtemp(join(tmpdir(), "mailjet-secrets-pack-"));
const failures = [];
try {
  for (const { name, tarball } of await packPackages(folder)) {
    const files = await tarballFiles(tarball);
    const manifest = JSON.parse(files.get("package.json") ?? "{}");
    const found = [...(await lint(tarball)), ...(await types(tarball)), ...tarballProblems(manifest, files)];
    const declarations = [...files.keys()].filter((path) => path.endsWith(".d.ts"));
    const others = [...files.keys()].filter((path) => !path.endsWith(".d.ts"));
    console.log(`${found.length === 0 ? "ok     " : "FAILED "} ${name}`);
    console.log(`        ${others.join(" ")} and ${declarations.length} declarations`);
    failures.push(...found.map((problem) => `${name}: ${problem}`));
  }
} finally {
  await rm(folder, { recursive: true });
}
for (const failure of failures) console.error(failure);
process.exitCode = failures.length === 0 ? 0 : 1;

async function lint(tarball) {
  const file = await readFile(tarball);
  const { messages, pkg } = await publint({ pack: { tarball: file.buffer }, strict: true });
  return messages.map((message) => `publint: ${formatMessage(message, pkg, { color: false })}`);
}

async function types(tarball) {
  try {
    await run("attw", [tarball, ...ATTW]);
    return [];
  } catch (error) {
    return [`attw: ${error.stdout}${error.stderr}`];
  }
}
