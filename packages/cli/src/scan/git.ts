import { type ChildProcessByStdio, spawn, spawnSync } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import type { Surroundings } from "../surroundings.ts";

/** Where git is called, and with which environment: a hook of git says by its variables which index is meant. */
export interface GitPlace {
  readonly directory: string;
  readonly environment: Surroundings["environment"];
}

/** A call of git that runs. */
export interface GitCall {
  readonly stdin: Writable;
  readonly stdout: Readable;
  /** Resolves once it has ended: why it failed, in one line, or `undefined`. */
  readonly failed: Promise<string | undefined>;
  /** Ends it. */
  stop(): void;
}

// What a repository configures must not run programs, and nothing is fetched: a scan is offline.
const ALWAYS = ["-c", "core.fsmonitor=false", "--no-replace-objects", "--no-pager"];
const ENVIRONMENT = { GIT_NO_LAZY_FETCH: "1", GIT_OPTIONAL_LOCKS: "0", GIT_TERMINAL_PROMPT: "0", LC_ALL: "C" };
const MAX_COMPLAINT = 4_096;

/** Starts git. */
export function startGit(words: readonly string[], { directory, environment }: GitPlace): GitCall {
  const child: ChildProcessByStdio<Writable, Readable, Readable> = spawn("git", [...ALWAYS, ...words], {
    cwd: directory,
    env: { ...environment, ...ENVIRONMENT },
    stdio: ["pipe", "pipe", "pipe"],
    windowsHide: true,
  });
  // It may end before it has read everything.
  child.stdin.on("error", () => {});
  let complaint = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    if (complaint.length < MAX_COMPLAINT) complaint += text;
  });
  const failed = new Promise<string | undefined>((resolve) => {
    child.on("error", (error: NodeJS.ErrnoException) => resolve(notStarted(error)));
    child.on("close", (code) => resolve(code === 0 ? undefined : reasonOf(complaint)));
  });
  return { stdin: child.stdin, stdout: child.stdout, failed, stop: () => void child.kill() };
}

/** What a short call of git prints, or why it failed. */
export function askGit(words: readonly string[], { directory, environment }: GitPlace): GitAnswer {
  const { error, status, stdout, stderr } = spawnSync("git", [...ALWAYS, ...words], {
    cwd: directory,
    env: { ...environment, ...ENVIRONMENT },
    encoding: "utf8",
    maxBuffer: 256 * 2 ** 20,
    windowsHide: true,
  });
  if (error !== undefined) return { failed: notStarted(error) };
  return status === 0 ? { text: stdout } : { failed: reasonOf(stderr) };
}

/** Exactly one of them is there. */
export interface GitAnswer {
  readonly text?: string;
  readonly failed?: string;
}

function notStarted(error: NodeJS.ErrnoException): string {
  return error.code === "ENOENT" ? "git is not installed" : `git does not start (${error.code ?? "unknown"})`;
}

/** The line that says why it ended, not those that warn before it. */
function reasonOf(complaint: string): string {
  const lines = complaint.split("\n").filter((line) => line.trim() !== "");
  const fatal = lines.find((line) => line.startsWith("fatal: ")) ?? lines.at(-1) ?? "git failed";
  return fatal.replace(/^(fatal|error): /, "git: ");
}
