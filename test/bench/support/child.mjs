import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const pathOf = (file) => join(import.meta.dirname, "../children", file);
// Nothing of the caller's environment, which may hold a real store's address.
const environmentWith = (environment) => ({ PATH: process.env.PATH, ...environment });

/** Runs a file of `children` to its end and gives what it printed. */
export async function runChild(file, parameters, environment = {}) {
  const { stdout } = await run(process.execPath, [pathOf(file), ...parameters], { env: environmentWith(environment) });
  return stdout;
}

/**
 * Lets a file of `children` measure and report for itself: so the emulators' work and memory are not in its figures.
 * `answer`: answers what it sends by `ask`. Rejects if it fails.
 */
export async function measureInChild(file, { parameters = [], environment, answer = () => {} }) {
  const child = spawn(process.execPath, ["--expose-gc", pathOf(file), ...parameters], {
    env: environmentWith(environment),
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  child.on("message", (question) => child.send({ answer: answer(question) ?? null }));
  const [code] = await once(child, "exit");
  if (code !== 0) throw new Error(`${file} ended with ${code}.`);
}

/** In such a child: the answer of the process that started it. */
export async function ask(question = {}) {
  const answered = once(process, "message");
  process.send(question);
  const [{ answer }] = await answered;
  return answer;
}
