import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** How a server is started. */
export interface ServerOptions {
  readonly script: URL;
  /** What it prints when it listens. The first group is its address. */
  readonly listening: RegExp;
  /** All of its environment, besides `PATH`, `PORT=0` and `DEBUG=*`. */
  readonly environment: NodeJS.ProcessEnv;
}

/** A server as a process of its own. */
export interface Server {
  /** Its address, once it listens. Rejects with all that it has printed if it ends before. */
  url(): Promise<string>;
  /** Its exit code, once it has ended. `null`: it was ended by a signal. */
  readonly ended: Promise<number | null>;
  /** All that it has printed. */
  output(): string;
  /** Sends SIGTERM and gives the exit code, once the process has ended. */
  terminate(): Promise<number | null>;
  /** Ends it at once, if it runs. */
  kill(): void;
}

/** Starts a server, with every debug output there is. Whoever starts it has to end it. */
export function startServer({ script, listening, environment }: ServerOptions): Server {
  const child = spawn(process.execPath, [fileURLToPath(script)], {
    env: { PATH: process.env["PATH"], PORT: "0", DEBUG: "*", ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let printed = "";
  const ended = (once(child, "close") as Promise<[number | null]>).then(([code]) => code);
  const address = new Promise<string>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        printed += text;
        const url = listening.exec(printed)?.[1];
        if (url !== undefined) resolve(url);
      });
    }
  });
  return {
    url: () => Promise.race([address, ended.then(() => Promise.reject(new Error(`It does not listen:\n${printed}`)))]),
    ended,
    output: () => printed,
    terminate() {
      child.kill("SIGTERM");
      return ended;
    },
    kill: () => void child.kill("SIGKILL"),
  };
}
