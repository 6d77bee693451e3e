import type { ChildProcess } from "node:child_process";
import { constants } from "node:os";
import { terminalWitness } from "./terminal-witness.ts";

/** Signals that are caught and passed on. */
export interface Forwarding {
  /** Names the process that gets them. */
  to(child: ChildProcess): void;
  /** Lets them have their usual effect again. */
  stop(): void;
}

// The first two cannot be caught; SIGPIPE is about our own output; what follows are faults of this very process.
const OWN = ["SIGKILL", "SIGSTOP", "SIGCHLD", "SIGPIPE", "SIGSEGV", "SIGBUS", "SIGFPE", "SIGILL", "SIGTRAP", "SIGSYS"];
const STOPPING = ["SIGTSTP", "SIGTTIN", "SIGTTOU"];
const TYPED = ["SIGINT", "SIGQUIT"];

/**
 * Catches all signals that can be, from now on, so that none ends this process between the start of the child and the
 * first one forwarded. On Windows the console sends its events to the child itself, so they are only kept from ending us.
 */
export function forwardSignals(): Forwarding {
  let receiver: ChildProcess | undefined;
  const witness = terminalWitness();
  const pass = async (signal: NodeJS.Signals): Promise<void> => {
    if (TYPED.includes(signal) && (await witness.hasSeen(signal))) return;
    receiver?.kill(signal);
    // The shell has to see that its job stands still; SIGCONT wakes both.
    if (STOPPING.includes(signal)) process.kill(process.pid, "SIGSTOP");
  };
  const listener = (signal: NodeJS.Signals): void => {
    if (process.platform !== "win32") void pass(signal);
  };
  const caught = catchable().filter((signal) => listened(signal, listener));
  return {
    to(child) {
      receiver = child;
    },
    stop() {
      witness.close();
      for (const signal of caught) process.off(signal, listener);
    },
  };
}

/** One name for each number: some have two. */
function catchable(): NodeJS.Signals[] {
  const byNumber = new Map(Object.entries(constants.signals).map(([name, number]) => [number, name]));
  return [...byNumber.values()].filter((name): name is NodeJS.Signals => !OWN.includes(name));
}

function listened(signal: NodeJS.Signals, listener: (signal: NodeJS.Signals) => void): boolean {
  try {
    process.on(signal, listener);
    return true;
  } catch {
    return false; // The system keeps it for itself.
  }
}
