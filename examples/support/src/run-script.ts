import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/** What a script is run with. */
export interface ScriptOptions {
  /** All of its environment, besides `PATH` and, unless it says otherwise, `DEBUG=*`. */
  readonly environment?: NodeJS.ProcessEnv;
  /** Its working directory. Absence: that of the caller. */
  readonly directory?: string;
}

/** What a script left. */
export interface ScriptOutcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a script in a process of its own to its end, with every debug output there is. A failure of the script is an outcome, too. */
export async function runScript(script: URL, options: ScriptOptions = {}): Promise<ScriptOutcome> {
  const env = { PATH: process.env["PATH"], DEBUG: "*", ...options.environment };
  try {
    const run = promisify(execFile)(process.execPath, [fileURLToPath(script)], { env, cwd: options.directory });
    return { code: 0, ...(await run) };
  } catch (error) {
    const { code, stdout, stderr } = error as ScriptOutcome; // execFile's error has them
    if (typeof code !== "number") throw error; // ended by a signal, or never started
    return { code, stdout, stderr };
  }
}
