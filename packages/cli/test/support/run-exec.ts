import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** The command, as it is published. */
export const MAIN: string = join(import.meta.dirname, "../../dist/main.js");

export const PAIR = { apiKey: "00112233445566778899aabbccddeeff", apiSecret: "ffeeddccbbaa99887766554433221100" };

/** An environment in which `env` finds the pair. */
export const PAIR_VARIABLES: Readonly<Record<string, string>> = {
  MJ_APIKEY_PUBLIC: PAIR.apiKey,
  MJ_APIKEY_PRIVATE: PAIR.apiSecret,
};

/** How a process is started. */
export interface Circumstances {
  /** Beside PATH. @default PAIR_VARIABLES */
  readonly env?: Readonly<Record<string, string>>;
  /** @default "" */
  readonly input?: string | Buffer;
  /** @default an empty folder */
  readonly cwd?: string;
}

/** How a process ended, and what it wrote. */
export interface Outcome {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A process that runs. Killed at the end of the test. */
export interface Running {
  readonly process: ChildProcessWithoutNullStreams;
  /** The next piece of stdout that matches, behind those that were seen before. */
  seen(pattern: RegExp): Promise<RegExpMatchArray>;
  /** Waits for the end. */
  end(): Promise<Outcome>;
}

/** A folder of its own, removed after the test, with those files. */
export async function folderWith(files: Readonly<Record<string, string>> = {}): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "mailjet-secrets-exec-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return folder;
}

/** Runs `mailjet-secrets` to its end, without a terminal. */
export async function run(words: readonly string[], circumstances: Circumstances = {}): Promise<Outcome> {
  const running = await start(process.execPath, [MAIN, ...words], circumstances);
  running.process.stdin.end(circumstances.input ?? "");
  return running.end();
}

/** Starts `mailjet-secrets` without a terminal. */
export function startExec(words: readonly string[], circumstances: Circumstances = {}): Promise<Running> {
  return start(process.execPath, [MAIN, ...words], circumstances);
}

/** Runs `mailjet-secrets | reader` in a shell to its end; stderr says what the first of them ended with. */
export async function runInPipe(words: readonly string[], reader: string): Promise<Outcome> {
  const line = `{ "$@"; echo "ended with $?" >&2; } | ${reader}`;
  const running = await start("sh", ["-c", line, "sh", process.execPath, MAIN, ...words], {});
  return running.end();
}

/** Starts `mailjet-secrets` in a terminal of its own: what is written to its stdin is typed. */
export function startInTerminal(words: readonly string[], circumstances: Circumstances = {}): Promise<Running> {
  const line = [process.execPath, MAIN, ...words].map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ");
  // `exec`, as a shell in between would die of Ctrl-\\ and take the terminal along.
  return start("script", ["-qec", `exec ${line}`, "/dev/null"], circumstances);
}

async function start(file: string, words: readonly string[], { env, cwd }: Circumstances): Promise<Running> {
  const child = spawn(file, [...words], {
    env: { PATH: process.env["PATH"], SHELL: "/bin/sh", ...(env ?? PAIR_VARIABLES) },
    cwd: cwd ?? (await folderWith()),
    stdio: "pipe",
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  let [stdout, stderr, from] = ["", "", 0];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  child.stdin.on("error", () => {}); // Who does not read its input may end before it is written.
  const ended = once(child, "close") as Promise<[number | null, NodeJS.Signals | null]>;
  return {
    process: child,
    async seen(pattern) {
      for (;;) {
        const found = stdout.slice(from).match(pattern);
        if (found !== null) {
          from += (found.index ?? 0) + found[0].length;
          return found;
        }
        await Promise.race([once(child.stdout, "data"), ended.then(() => Promise.reject(new Error(stdout + stderr)))]);
      }
    },
    async end() {
      const [code, signal] = await ended;
      return { code, signal, stdout, stderr };
    },
  };
}
