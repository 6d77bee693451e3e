import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/**
 * Runs each script in new processes, `rounds` times, and returns the milliseconds from its start to its end, by name and
 * round. In turn, round by round, so that a slow moment of the machine falls on all of them; each round begins with
 * another, and the first is thrown away.
 */
export async function timeScripts({ scripts, rounds, cwd, env }) {
  const names = Object.keys(scripts);
  const times = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round <= rounds; round += 1) {
    for (let turn = 0; turn < names.length; turn += 1) {
      const name = names[(round + turn) % names.length];
      const script = `const start = performance.now(); ${scripts[name]} console.log(performance.now() - start); process.exit();`;
      const { stdout } = await run(process.execPath, ["--input-type=module", "-e", script], { cwd, env });
      if (round > 0) times[name].push(Number(stdout));
    }
  }
  return times;
}

/** The middle one, or another quantile. */
export function quantile(numbers, share = 0.5) {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length * share)];
}

/** Ratio of two lists of times: the middle one of the rounds' own ratios, since the machine's pace changes between rounds. */
export function ratio(times, base) {
  return quantile(times.map((time, round) => time / base[round]));
}
