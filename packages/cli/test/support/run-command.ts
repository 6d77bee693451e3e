import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";

const MAIN = join(import.meta.dirname, "../../dist/main.js");

/** What a process left behind. In a terminal `stdout` is all that was shown. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Where a command runs. Of this process's environment it gets `PATH` only. */
export interface Place {
  readonly directory: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Runs the built command without a terminal, and without input. */
export async function runCommand(words: readonly string[], { directory, environment }: Place): Promise<Ended> {
  const child = spawn(process.execPath, [MAIN, ...words], {
    cwd: directory,
    env: { PATH: process.env["PATH"], ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  return collected(child);
}

/** A key to press once `when` is on the screen. */
export interface Keystroke {
  readonly when: string;
  readonly press: string;
}

/** Runs the built command in a real terminal, by `script`. `redirect`: goes behind it in the shell, such as `>file`. */
export async function runInTerminal(
  words: readonly string[],
  { directory, environment }: Place,
  { keys = [], redirect = "" }: { readonly keys?: readonly Keystroke[]; readonly redirect?: string } = {},
): Promise<Ended> {
  const line = [process.execPath, MAIN, ...words].map((word) => `'${word}'`).join(" ");
  // Without a size nothing is in one line.
  const child = spawn("script", ["-qefc", `stty cols 120 rows 40; ${line} ${redirect}`, "/dev/null"], {
    cwd: directory,
    env: { PATH: process.env["PATH"], TERM: "xterm", ...environment },
    stdio: ["pipe", "pipe", "pipe"],
  });
  pressWhenAsked(child, keys);
  return collected(child);
}

type Child = ReturnType<typeof spawn>;

function pressWhenAsked(child: Child, keys: readonly Keystroke[]): void {
  const waiting = [...keys];
  let shown = "";
  child.stdout?.on("data", (chunk: Buffer) => {
    shown += chunk.toString();
    const [next] = waiting;
    if (next === undefined || !shown.includes(next.when)) return;
    waiting.shift();
    shown = "";
    child.stdin?.write(next.press);
  });
}

async function collected(child: Child): Promise<Ended> {
  const [stdout, stderr, [code]] = await Promise.all([
    child.stdout === null ? "" : text(child.stdout),
    child.stderr === null ? "" : text(child.stderr),
    once(child, "close"),
  ]);
  return { code, stdout, stderr };
}
