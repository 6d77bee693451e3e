import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { Ended, Keystroke, Place } from "./run-command.ts";

const MAIN = join(import.meta.dirname, "../../dist/main.js");

/** Runs the built `store` without a terminal, with this on its standard input. */
export async function runStore(
  words: readonly string[],
  input: string | Uint8Array,
  { directory, environment }: Place,
  { closeOutput = false }: { readonly closeOutput?: boolean } = {},
): Promise<Ended> {
  const child = spawn(process.execPath, [MAIN, "store", ...words], {
    cwd: directory,
    env: { PATH: process.env["PATH"], ...environment },
    stdio: ["pipe", "pipe", "pipe"],
  });
  // Whoever does not read its input closes it.
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  if (closeOutput) child.stdout.destroy();
  const [stdout, stderr, [code]] = await Promise.all([
    closeOutput ? "" : text(child.stdout),
    text(child.stderr),
    once(child, "close"),
  ]);
  return { code, stdout, stderr };
}

/** Runs the built `store` in a real terminal of 120 columns, by `script`; `stdout` is all that was shown there. */
export async function storeInTerminal(
  redirect: string,
  { directory, environment }: Place,
  keys: readonly Keystroke[] = [],
): Promise<Ended> {
  const line = `stty cols 120 rows 40; '${process.execPath}' '${MAIN}' store ${redirect}`;
  const child = spawn("script", ["-qefc", line, "/dev/null"], {
    cwd: directory,
    env: { PATH: process.env["PATH"], TERM: "xterm", ...environment },
    stdio: ["pipe", "pipe", "pipe"],
  });
  const waiting = [...keys];
  let shown = "";
  child.stdout.on("data", (chunk: Buffer) => {
    shown += chunk.toString();
    const [next] = waiting;
    if (next === undefined || !shown.includes(next.when)) return;
    waiting.shift();
    shown = "";
    child.stdin.write(next.press);
  });
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  return { code, stdout, stderr };
}
