import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { RotationWorld } from "./rotation-world.ts";
import type { Ended } from "./run-command.ts";

const MAIN = join(import.meta.dirname, "../../dist/main.js");

/** What somebody does once `when` is on the screen. */
export interface Act {
  readonly when: string;
  /** Keys to press. `\u0003`: Ctrl-C. */
  readonly press: string;
  /** Happens before that. */
  readonly meanwhile?: () => void | Promise<void>;
}

/** Runs the built `rotate` in a real terminal, by `script`, `columns` wide, 160 if it is absent; `stdout` is all that was shown there, and no value. */
export async function rotateInTerminal(
  world: RotationWorld,
  words: readonly string[],
  acts: readonly Act[],
  columns: number = 160,
): Promise<Ended> {
  const line = [process.execPath, MAIN, "rotate", "--journal", world.journal, ...words].map((word) => `'${word}'`);
  const child = spawn("script", ["-qefc", `stty cols ${columns} rows 40; ${line.join(" ")}`, "/dev/null"], {
    cwd: world.directory,
    env: { ...world.environment, TERM: "xterm" },
    stdio: ["pipe", "pipe", "pipe"],
  });
  const waiting = [...acts];
  let shown = "";
  child.stdout.on("data", async (chunk: Buffer) => {
    shown += chunk.toString();
    const [next] = waiting;
    if (next === undefined || !shown.includes(next.when)) return;
    waiting.shift();
    shown = "";
    await next.meanwhile?.();
    child.stdin.write(next.press);
  });
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  world.noValueIn(stdout + stderr);
  return { code, stdout, stderr };
}
