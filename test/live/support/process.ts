import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";

export interface ServerCommand {
  readonly command: string;
  readonly args: readonly string[];
  /** The whole environment; nothing of this process' own is handed on. */
  readonly env: Readonly<Record<string, string>>;
  /** Whether the server answers as it should; asked again and again, a rejection counts as no. */
  readonly isReady: () => Promise<boolean>;
}

/** A server that runs as a child process. */
export interface ServerProcess {
  /** What it has printed so far, both outputs. */
  output(): string;
  /** Ends it at once, as a crash does. Safe to call more than once. */
  kill(): Promise<void>;
}

const START_LIMIT_MS = 30_000;
const POLL_MS = 50;
const running = new Set<ChildProcess>();
// A runner that fails or is interrupted leaves nothing behind.
process.on("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});
for (const signal of ["SIGTERM", "SIGHUP", "SIGINT"] as const) process.once(signal, () => process.exit(1));

/** Starts a server and waits until it is ready. Rejects with the end of its output if it ends or takes over 30 s. */
export async function startProcess({ command, args, env, isReady }: ServerCommand): Promise<ServerProcess> {
  const child = spawn(command, args, { env, stdio: ["ignore", "pipe", "pipe"] });
  running.add(child);
  let printed = "";
  let ended: string | undefined;
  const keep = (chunk: Buffer): void => {
    printed += chunk.toString("utf8");
  };
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);
  child.once("error", (error) => end(error.message));
  child.once("exit", (code, signal) => end(`ended with ${code ?? signal}`));
  const end = (reason: string): void => {
    ended ??= reason;
    running.delete(child);
  };
  const server: ServerProcess = {
    output: () => printed,
    async kill() {
      if (ended !== undefined) return;
      const exit = once(child, "exit");
      child.kill("SIGKILL");
      await exit;
    },
  };
  const limit = Date.now() + START_LIMIT_MS;
  while (ended === undefined && Date.now() < limit) {
    if (await isReady().catch(() => false)) return server;
    await pause(POLL_MS);
  }
  await server.kill();
  throw new Error(`${command} did not start (${ended ?? "too slow"}):\n${printed.slice(-2_000)}`);
}
