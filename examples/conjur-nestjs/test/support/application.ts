import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** The application as a process of its own. */
export interface Application {
  readonly url: string;
  signUp(): Promise<Response>;
  /** Sends SIGTERM and gives the exit code, once the process has ended. */
  terminate(): Promise<number | null>;
  /** All that it has printed. */
  output(): string;
}

/** What a run that never came to listen left. */
export interface FailedStart {
  readonly code: number | null;
  readonly output: string;
}

/** Starts `dist/main.js` with this environment and nothing else, and with every debug output there is. */
export async function startApplication(environment: Record<string, string>): Promise<Application | FailedStart> {
  const child = spawn(process.execPath, [join(import.meta.dirname, "../../dist/main.js")], {
    env: { PATH: process.env["PATH"], PORT: "0", DEBUG: "*", ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = once(child, "close") as Promise<[number | null]>;
  onTestFinished(() => void child.kill("SIGKILL"));
  let printed = "";
  const listening = new Promise<string>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        printed += text;
        const url = /Listening at (\S+)\n/.exec(printed)?.[1];
        if (url !== undefined) resolve(url);
      });
    }
  });
  const url = await Promise.race([listening, ended]);
  if (typeof url !== "string") return { code: url[0], output: printed };
  return {
    url,
    output: () => printed,
    signUp: () =>
      fetch(`${url}/sign-up`, {
        method: "POST",
        headers: { "content-type": "application/json", connection: "close" },
        body: JSON.stringify({ email: "ann@example.org" }),
      }),
    async terminate() {
      child.kill("SIGTERM");
      const [code] = await ended;
      return code;
    },
  };
}
