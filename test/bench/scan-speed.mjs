// How fast `scan` is beside `git grep` and secretlint, and how much memory it takes for 2 GB.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, statfsSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { interleave, median, medianRatio } from "./support/interleave.mjs";
import { describe, report } from "./support/report.mjs";

const ROOT = join(import.meta.dirname, "../..");
const TREE = join(ROOT, "node_modules");
const MAIN = join(ROOT, "packages/cli/dist/main.js");
const ROUNDS = 5;
const MEGABYTE = 1_000_000;
const MOST_MEGABYTES = 200;
// The process tells its own peak, all of its threads in it, on a channel that is not its output.
const TELL = `import { writeSync } from "node:fs"; process.on("exit", () => writeSync(3, JSON.stringify(process.resourceUsage())))`;

const SCAN = [process.execPath, MAIN, "scan", "--no-ignore", "--json"];
const PEERS = {
  "`git grep` for 32 hex digits": ["git", "grep", "--no-index", "-I", "-c", "-E", "[0-9a-f]{32}"],
  "`git grep` for the word mailjet": ["git", "grep", "--no-index", "-I", "-c", "-i", "-F", "mailjet"],
};

const { summary } = await compareSpeed("Scan of node_modules", TREE, PEERS);
await compareSpeed("Scan of one package, typescript", join(TREE, "typescript"), {
  "secretlint, its preset": [process.execPath, join(import.meta.dirname, "children/secretlint-tree.mjs")],
});
await reportMemory();
describe(
  `Scan: \`scan --no-ignore\` over ${summary.files} files (${Math.round(summary.bytes / MEGABYTE)} MB) in whole processes, ${ROUNDS} rounds in turn, files in the cache of the system. secretlint is called as a library, over one package. The ratio is that of the times. \`git grep\` looks for one pattern, and knows nothing of pairs, base64 or context. The peak of memory is what the system counts for the process with all its threads.`,
);

/** Reports the rates of whole processes, with the ratio of their times. */
async function compareSpeed(what, folder, peers) {
  const { summary } = await scan(folder);
  const commands = { scan: SCAN, ...peers };
  const seconds = await interleave(Object.keys(commands), { rounds: ROUNDS }, (name) =>
    secondsOf(commands[name], folder),
  );
  const rate = (name) => summary.bytes / MEGABYTE / median(seconds[name]);
  for (const peer of Object.keys(peers)) {
    const ratio = medianRatio(seconds.scan, seconds[peer]);
    report({ what, unit: "MB/s", ours: rate("scan"), peer, theirs: rate(peer), ratio });
  }
  return { summary };
}

/** Over a tree of large and small files. Where the disk has no room for it nothing is measured, and it says so. */
async function reportMemory() {
  const { bavail, bsize } = statfsSync(tmpdir());
  if (bavail * bsize < 4_000 * MEGABYTE)
    return describe("Scan: no 4 GB are free for the tree of 2 GB, so memory was not measured.");
  const folder = mkdtempSync(join(tmpdir(), "mailjet-secrets-bench-"));
  try {
    fill(folder);
    const large = await scan(folder);
    const small = await scan(join(folder, "small"));
    report({
      what: `Peak memory of a scan of ${(large.summary.bytes / 1_000 / MEGABYTE).toFixed(1)} GB`,
      unit: "MB",
      ours: large.peakMegabytes,
      peer: `itself over ${Math.round(small.summary.bytes / MEGABYTE)} MB of it`,
      theirs: small.peakMegabytes,
      bound: "ours",
      most: MOST_MEGABYTES,
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** 2 GB of TypeScript's own sources, over and over: one file of 500 MB, 60 of 16 MB, and 5,000 of 100 KB. */
function fill(folder) {
  const source = readFileSync(join(TREE, "typescript/lib/typescript.js"));
  mkdirSync(join(folder, "small"));
  write(join(folder, "huge.js"), source, 500 * MEGABYTE);
  for (let at = 0; at < 60; at += 1) write(join(folder, `${at}.js`), source, 16 * MEGABYTE);
  for (let at = 0; at < 5_000; at += 1) write(join(folder, "small", `${at}.js`), source.subarray(at * 1_000), 100_000);
}

function write(file, source, bytes) {
  const descriptor = openSync(file, "w");
  for (let left = bytes; left > 0; ) left -= writeSync(descriptor, source, 0, Math.min(left, source.length));
  closeSync(descriptor);
}

async function scan(folder) {
  const [node, ...words] = SCAN;
  const child = spawn(node, ["--import", `data:text/javascript,${encodeURIComponent(TELL)}`, ...words], {
    cwd: folder,
    stdio: ["ignore", "pipe", "ignore", "pipe"],
  });
  const [output, usage] = await Promise.all([text(child.stdout), text(child.stdio[3]), once(child, "close")]);
  return { summary: JSON.parse(output).summary, peakMegabytes: (JSON.parse(usage).maxRSS * 1_024) / MEGABYTE };
}

async function secondsOf([file, ...words], cwd) {
  const start = performance.now();
  const child = spawn(file, words, { cwd, stdio: ["ignore", "ignore", "ignore"] });
  await once(child, "close");
  return (performance.now() - start) / 1_000;
}
