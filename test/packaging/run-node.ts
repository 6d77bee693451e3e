import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** What a process has printed. */
export interface Printed {
  /** Without the blanks around it. */
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs Node.js, with nothing in the environment but `PATH` and what is given. Rejects if it ends with an error. */
export async function runNode(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  options: { readonly cwd?: string; readonly node?: string } = {},
): Promise<Printed> {
  const { stdout, stderr } = await run(options.node ?? process.execPath, args, {
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    env: { PATH: process.env["PATH"], ...env },
  });
  return { stdout: stdout.trim(), stderr };
}
