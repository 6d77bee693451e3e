import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { FirstReport, LastReport } from "./reports.ts";

/** The application in a process of its own. */
export interface Application {
  /** What it tells after its first mail. `undefined`: it ended without one; its error stands in the output. */
  readonly first: Promise<FirstReport | undefined>;
  /** What it tells at its end. `undefined`: it ended too early for that. */
  readonly last: Promise<LastReport | undefined>;
  hasEnded(): boolean;
  /** Lets it end once the mails on their way are sent. */
  stop(): void;
}

/**
 * Starts the application. `directory`: where it finds its configuration file, and a `.env` file. With `goesOn` it sends mails
 * until `stop()`, without it only one.
 */
export function startApplication(environment: NodeJS.ProcessEnv, directory: string, goesOn: boolean): Application {
  const child = spawn(process.execPath, [fileURLToPath(new URL("./show.js", import.meta.url))], {
    env: environment,
    cwd: directory,
    stdio: ["ignore", "pipe", "inherit", ...(goesOn ? ["ipc" as const] : [])],
  });
  let ended = false;
  const exit = once(child, "exit").finally(() => {
    ended = true;
  });
  const lines = child.stdout === null ? undefined : createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const nextReport = async (): Promise<unknown> => {
    const line = await lines?.next();
    return line === undefined || line.done === true ? undefined : JSON.parse(line.value);
  };
  const first = nextReport() as Application["first"];
  return {
    first,
    last: first.then(nextReport).finally(() => exit) as Application["last"],
    hasEnded: () => ended,
    stop: () => {
      if (child.connected) child.disconnect();
    },
  };
}
