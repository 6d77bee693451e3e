// Checks every package as it would be published: publint, attw, and that only what belongs there is inside.
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { packPackages } from "./pack-packages.mjs";

const run = promisify(execFile);
const EXPECTED =
  /^package\/(dist\/.+\.(js|d\.ts)|dist\/third-party-.+\.md|sdk\.(cjs|d\.cts)|package\.json|README\.md|LICENSE)$/;
const REQUIRED = ["package/README.md", "package/LICENSE", "package/dist/index.js", "package/dist/index.d.ts"];
// Node.js 20.19 and later can require() ES modules, so a CommonJS caller that resolves to one is as intended.
const ATTW = ["--ignore-rules", "cjs-resolves-to-esm", "--format", "ascii", "--no-emoji"];

const folder = await mkdtemp(join(tmpdir(), "mailjet-secrets-pack-"));
const failures = [];
try {
  for (const { name, tarball } of await packPackages(folder)) {
    const found = [...(await lint(tarball)), ...(await types(tarball)), ...(await contents(tarball))];
    console.log(`${found.length === 0 ? "ok     " : "FAILED "} ${name}`);
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

async function contents(tarball) {
  const { stdout } = await run("tar", ["-tzf", tarball]);
  const files = stdout.trim().split("\n");
  const strange = files.filter((file) => !EXPECTED.test(file)).map((file) => `${file} does not belong in the package`);
  return [...strange, ...REQUIRED.filter((file) => !files.includes(file)).map((file) => `${file} is missing`)];
}
