// Runs the benchmarks one after another, each in a process of its own, and prints one table. A whole run writes it to
// RESULTS.md. `node test/bench/run.mjs cached-call expiry` runs those two and writes nothing.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { arch, cpus, platform, totalmem } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { aligned, describeRow, HEADINGS, toMarkdown } from "./support/table.mjs";

const ALL = [
  "cached-call",
  "cold-calls",
  "expiry",
  "lost-mail",
  "request-overhead",
  "import-cost",
  "cli-start",
  "scan-speed",
  "first-read",
  "first-mail",
  "many-reads",
  "memory",
  "scan-quality",
];
const PEERS = [
  "node-mailjet",
  "@aws-sdk/client-secrets-manager",
  "@aws-lambda-powertools/parameters",
  "@middy/secrets-manager",
  "node-vault",
];
const READING = `**Ratio** is ours divided by theirs, both from this run and taken in turn: below 1x we need less, 1/50 is a fiftieth.
**Budget** is what the project promises itself: of the ratio where it ends in x, else of our own figure; a line without one
is there for comparison. **ms CPU** is processor time, which other work on the machine hardly changes. Times differ from
machine to machine; ratios and counts hardly do.`;

const chosen = process.argv.slice(2);
const rows = [];
const methods = [];
for (const name of chosen.length === 0 ? ALL : chosen) {
  const start = performance.now();
  const printed = await outputOf(name);
  for (const { method, ...row } of printed) method === undefined ? rows.push(row) : methods.push(method);
  console.error(`${name}: ${((performance.now() - start) / 1_000).toFixed(0)} s`);
}
const lines = rows.map(describeRow);
console.log(`\n${aligned([HEADINGS, ...lines])}\n\n${verdict()}`);
if (chosen.length === 0) writeFileSync(join(import.meta.dirname, "RESULTS.md"), results());

/** The lines that a benchmark printed, each a JSON object. What it says on stderr is shown only if it fails. */
async function outputOf(name) {
  const child = spawn(process.execPath, [join(import.meta.dirname, `${name}.mjs`)], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [output, complaints, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
  if (code !== 0) throw new Error(`The benchmark ${name} ended with ${code}.\n${complaints}`);
  return output
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
}

function verdict() {
  const bounded = rows.filter(({ met }) => met !== undefined);
  const missed = bounded.filter(({ met }) => !met);
  const which = missed.map(({ what, peer }) => `${what} (beside ${peer})`).join("; ");
  const kept = `${bounded.length - missed.length} of ${bounded.length} budgets are met`;
  return missed.length === 0 ? `${kept}.` : `${kept}. Missed: ${which}.`;
}

function results() {
  const [cpu] = cpus();
  const date = new Date().toISOString().slice(0, 10);
  const versions = PEERS.map((name) => `${name} ${versionOf(name)}`).join(", ");
  return `# Benchmarks

Written by \`npm run bench\` on ${date}. ${verdict()}

- Machine: ${cpu.model.trim()}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB, ${platform()} ${arch()}
- Node.js ${process.versions.node}
- Beside: ${versions}

${READING}

${toMarkdown([HEADINGS, ...lines])}

## How it is measured

${methods.map((method) => `- ${method}`).join("\n")}
`;
}

/** Not by \`require\`: not every package lets its package.json out. */
function versionOf(name) {
  const file = join(import.meta.dirname, "../../node_modules", name, "package.json");
  return JSON.parse(readFileSync(file, "utf8")).version;
}
