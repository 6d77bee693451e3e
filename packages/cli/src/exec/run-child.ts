import { type ChildProcess, spawn } from "node:child_process";
import { constants } from "node:os";
import { say } from "../output.ts";
import type { Surroundings } from "../surroundings.ts";
import { forwardSignals } from "./forward-signals.ts";
import { startFailure } from "./start-failure.ts";

/** What to run, without a shell. */
export interface ChildCommand {
  readonly file: string;
  readonly words: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly directory: string;
  /** Is told when the command runs, and may give what is to be done when it has ended. */
  readonly started?: (processId: number) => (() => void) | undefined;
}

/** How a child ended. */
interface End {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/**
 * Runs a command on the terminal, input and outputs of this process, and passes signals on to it. Resolves with its exit
 * code, 128 and the number of the signal that it died of, 127 if there is no such command, 126 if it did not start.
 */
export async function runChild(command: ChildCommand, surroundings: Surroundings): Promise<number> {
  const forwarding = forwardSignals();
  let ended: (() => void) | undefined;
  try {
    const child = start(command);
    if (child.pid !== undefined) ended = command.started?.(child.pid);
    const { code, signal } = await endOf(child, forwarding.to);
    return code ?? 128 + (signal === null ? 0 : constants.signals[signal]);
  } catch (error) {
    const { text, exitCode } = await startFailure(error, command);
    say(surroundings, `exec: ${text}`);
    return exitCode;
  } finally {
    ended?.();
    forwarding.stop();
  }
}

function start({ file, words, environment, directory }: ChildCommand): ChildProcess {
  return spawn(file, [...words], { env: environment, cwd: directory, stdio: "inherit", shell: false });
}

function endOf(child: ChildProcess, started: (child: ChildProcess) => void): Promise<End> {
  return new Promise((resolve, reject) => {
    // Also for a signal that could not be sent, to a child of another user: the end of that one is awaited all the same.
    child.on("error", (error) => {
      if (child.pid === undefined) reject(error);
    });
    child.once("exit", (code, signal) => resolve({ code, signal }));
    started(child);
  });
}
