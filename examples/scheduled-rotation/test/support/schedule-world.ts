import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { type MailjetEmulator, type MovableClock, movableClock, startMailjetEmulator } from "@mailjet-secrets/testing";
import { expect, onTestFinished } from "vitest";
import { canaryForms, findCanary } from "../../../../test/support/canary.ts";
import type { Job } from "./job.ts";

const MAIN = join(import.meta.dirname, "../../../../packages/cli/dist/main.js");
const DAY_MS = 86_400_000;

export const PRIMARY = { apiKey: "0a1b2c3d4e5f60718293a4b5c6d7e8f9", apiSecret: "9f8e7d6c5b4a39281706f5e4d3c2b1a0" };
export const OLD = { apiKey: "00112233445566778899aabbccddeeff", apiSecret: "ffeeddccbbaa99887766554433221100" };

/** An emulated Mailjet whose key for the services is of some age, and a folder. */
export interface ScheduleWorld {
  readonly mailjet: MailjetEmulator;
  readonly clock: MovableClock;
  readonly folder: string;
}

export async function scheduleWorld(ageDays: number): Promise<ScheduleWorld> {
  const clock = movableClock();
  clock.putForward(-ageDays * DAY_MS);
  const mailjet = await startMailjetEmulator({ clock, metaSenders: ["billing@example.com"] });
  mailjet.addKey({ ...PRIMARY, name: "Main", isMaster: true, senders: [] });
  mailjet.addKey({ ...OLD, name: "Billing", senders: [] });
  clock.putForward(ageDays * DAY_MS);
  const folder = mkdtempSync(join(tmpdir(), "mailjet-secrets-schedule-"));
  onTestFinished(async () => {
    await mailjet.close();
    rmSync(folder, { recursive: true });
  });
  return { mailjet, clock, folder };
}

/** How a run ended, and the object that it printed. */
export interface RunResult {
  readonly code: number | null;
  readonly outcome: string | undefined;
  readonly stderr: string;
}

/** A run that is under way. */
export interface Run {
  /** Waits until it says so. Rejects if it ends before. */
  says(words: RegExp): Promise<void>;
  kill(): void;
  readonly ended: Promise<RunResult>;
}

/** Starts what a schedule starts. */
export async function start({ words, environment }: Job, { mailjet, folder }: ScheduleWorld): Promise<Run> {
  const env = {
    PATH: process.env["PATH"],
    MAILJET_SECRETS_HOST: mailjet.host,
    NODE_EXTRA_CA_CERTS: await mailjet.certificateFile(),
    ...environment,
  };
  const child: ChildProcess = spawn(process.execPath, [MAIN, ...words], {
    cwd: folder,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stderr = "";
  child.stderr?.setEncoding("utf8").on("data", (piece: string) => {
    stderr += piece;
  });
  const output = child.stdout === null ? Promise.resolve("") : text(child.stdout);
  const closed = once(child, "close") as Promise<[number | null]>;
  const ended = closed.then(async ([code]) => {
    const stdout = await output;
    const pairs = [PRIMARY, ...mailjet.keys()].flatMap(({ apiKey, apiSecret }) => canaryForms(apiKey, apiSecret));
    expect(findCanary(stdout + stderr, pairs)).toBeUndefined();
    const outcome = stdout === "" ? undefined : (JSON.parse(stdout) as { outcome: string }).outcome;
    return { code, outcome, stderr };
  });
  return {
    async says(wanted) {
      while (!wanted.test(stderr)) {
        const isOver = await Promise.race([
          closed.then(() => true),
          once(child.stderr as NonNullable<typeof child.stderr>, "data").then(() => false),
        ]);
        if (isOver && !wanted.test(stderr)) throw new Error(`It ended before it said that: ${stderr}`);
      }
    },
    kill: () => void child.kill("SIGKILL"),
    ended,
  };
}
