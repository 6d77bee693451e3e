import { execFileSync } from "node:child_process";
import { closeSync, constants, openSync } from "node:fs";
import { onTestFinished } from "vitest";
import { temporaryFile } from "./conjur.ts";

const MAKE_PIPE = "mkfifo";

/** A pipe that nobody writes to while the test runs. */
export function silentPipe(): string {
  const pipe = temporaryFile();
  execFileSync(MAKE_PIPE, [pipe]);
  // Ends the call that waits in one of Node.js' threads, if there is any.
  onTestFinished(() => {
    try {
      closeSync(openSync(pipe, constants.O_WRONLY | constants.O_NONBLOCK));
    } catch {
      // Nobody waits.
    }
  });
  return pipe;
}

/** Lets everything happen that needs no answer from outside. */
export async function turns(): Promise<void> {
  for (let turn = 0; turn < 100; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
