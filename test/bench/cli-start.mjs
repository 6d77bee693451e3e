// How long the command line takes until its help is printed, beside a Node.js that does nothing. Budget: 1.5 times.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { interleave, median, medianRatio } from "./support/interleave.mjs";
import { describe, report } from "./support/report.mjs";

const MAIN = join(import.meta.dirname, "../../packages/cli/dist/main.js");
const NOTHING = "node -e 0";
const COMMANDS = {
  [NOTHING]: ["-e", "0"],
  "mailjet-secrets --help": [MAIN, "--help"],
  "mailjet-secrets check --help": [MAIN, "check", "--help"],
};
const ROUNDS = 31;

const results = await interleave(Object.keys(COMMANDS), { rounds: ROUNDS, warmUp: 2 }, (name) => {
  const start = performance.now();
  const { status, stderr } = spawnSync(process.execPath, COMMANDS[name], { stdio: ["ignore", "ignore", "pipe"] });
  const milliseconds = performance.now() - start;
  if (status !== 0) throw new Error(`${name} ended with ${status}.\n${stderr}`);
  return milliseconds;
});
for (const name of Object.keys(COMMANDS).filter((other) => other !== NOTHING)) {
  const [ours, theirs] = [results[name], results[NOTHING]];
  report({
    what: `Start of \`${name}\``,
    unit: "ms",
    ours: median(ours),
    peer: NOTHING,
    theirs: median(theirs),
    ratio: medianRatio(ours, theirs),
    most: 1.5,
  });
}
describe(
  `Start: whole processes by the wall clock, ${ROUNDS} rounds in turn; median, and median of the rounds' ratios. The help of a command needs that of all, and none of what the commands do.`,
);
