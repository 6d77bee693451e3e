import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import type { Writable } from "node:stream";

type Beside = ChildProcessByStdio<Writable, null, null>;

/** Tells signals of the keyboard, which reach the child anyway, from those that somebody sent to this process alone. */
export interface TerminalWitness {
  /** Whether the signal that was just received went to the child, too. */
  hasSeen(signal: NodeJS.Signals): Promise<boolean>;
  /** Ends it. */
  close(): void;
}

/**
 * Ctrl-C goes to all processes in front of the terminal: forwarded as well it would reach the child twice, and many
 * programs take the second one for "at once, without cleaning up". Who sent a signal is not shown to Node.js, so a process
 * that waits for the end of its input stands beside the child: if it dies of the signal, the child has got it.
 */
export function terminalWitness(): TerminalWitness {
  let beside = isInForeground() ? startBeside() : undefined;
  return {
    async hasSeen(signal) {
      const asked = beside;
      if (asked === undefined) return false;
      beside = startBeside();
      return (await endOf(asked)) === signal;
    },
    close() {
      beside?.stdin.end();
      beside = undefined;
    },
  };
}

/** Absence: it could not be started, as in the smallest containers; then everything is forwarded. */
function startBeside(): Beside | undefined {
  try {
    const child = spawn("cat", { env: pathOnly(), stdio: ["pipe", "ignore", "ignore"] });
    child.on("error", () => {});
    child.stdin.on("error", () => {});
    child.unref();
    return child;
  } catch {
    return undefined;
  }
}

async function endOf(child: Beside): Promise<NodeJS.Signals | null> {
  if (child.pid === undefined) return null;
  if (child.exitCode === null && child.signalCode === null) {
    const end = once(child, "exit");
    child.ref();
    child.stdin.end();
    await end;
  }
  return child.signalCode;
}

function pathOnly(): Record<string, string> {
  const path = process.env["PATH"];
  return path === undefined ? {} : { PATH: path };
}

/** Whether this process is one of those that get what is typed at a terminal. */
function isInForeground(): boolean {
  if (process.platform === "win32") return false;
  try {
    // Behind the name: state, parent, process group, session, terminal, the terminal's process group in front.
    const fields = readFileSync("/proc/self/stat", "latin1").split(") ").at(-1)?.split(" ") ?? [];
    return fields[4] !== "0" && fields[2] === fields[5];
  } catch {
    return [process.stdin, process.stdout, process.stderr].some(({ isTTY }) => isTTY);
  }
}
