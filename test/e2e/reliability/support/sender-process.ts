import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AccountStatus } from "@mailjet-secrets/core";
import type { MailjetEmulator } from "@mailjet-secrets/testing";
import { expect } from "vitest";
import type { Store } from "./stores.ts";

/** What a process is to send. */
export interface SendOrder {
  /** Beginning of the `CustomID` of each mail; a number from 0 follows. */
  readonly prefix: string;
  /** How many mails. Absence: until `stop()`. */
  readonly count?: number;
  /** How many mails are under way at a time. */
  readonly senders: number;
  /** How long a sender rests between two mails. Absence: not at all. */
  readonly everyMs?: number;
  /** Tries a mail again that was refused before it was sent. Absence: it is given up. */
  readonly retryAfterMs?: number;
}

/** How far a process has got with its order. */
export interface SendReport {
  readonly asked: number;
  readonly accepted: number;
  /** How many attempts failed, by the code of the error. */
  readonly failures: Readonly<Record<string, number>>;
  /** `CustomID` of the mails whose sender was told an error in the end. */
  readonly givenUp: readonly string[];
  readonly status: AccountStatus;
}

/** An application in a process of its own, from the built packages. */
export interface SenderProcess {
  send(order: SendOrder): Promise<SendReport>;
  report(): Promise<SendReport>;
  /** Lets the running `send` end with the mails that are under way. */
  stop(): Promise<void>;
  cachedCalls(count: number): Promise<void>;
  /** Asks for the pairs of `tenant0`, `tenant1`, … and tells how many of them were another's. `regular` comes by in between. */
  visit(order: { readonly count: number; readonly senders: number; readonly regular: string }): Promise<number>;
  /** Sends one mail as the tenant. Resolves to the code of the error, or to `undefined` if it is out. */
  sendAs(tenant: string, customId: string): Promise<string | undefined>;
  fingerprintOf(tenant: string): Promise<string>;
  /** Of the accounts that are in memory. */
  statuses(): Promise<readonly AccountStatus[]>;
  /** Bytes that are really in use; needs the flag `--expose-gc`. */
  heapBytes(): Promise<number>;
  signal(name: "SIGSTOP" | "SIGCONT"): void;
  /** Ends it. Fails if it has written anything: a warning, or a log that nobody asked for. */
  [Symbol.asyncDispose](): Promise<void>;
}

interface Reply {
  readonly id: number;
  readonly result?: unknown;
  readonly failure?: string;
}

type Waiting = { readonly resolve: (result: unknown) => void; readonly reject: (error: Error) => void };

/** Starts `sender.mjs` with this configuration over the store. `nodeOptions`: flags of Node.js. */
export async function startSender(
  mailjet: MailjetEmulator,
  store: Store,
  config: object,
  nodeOptions: string[],
): Promise<SenderProcess> {
  const home = await mkdtemp(join(tmpdir(), "mailjet-secrets-sender-"));
  const child = fork(join(import.meta.dirname, "../sender.mjs"), {
    cwd: home,
    execArgv: nodeOptions,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    env: {
      PATH: process.env["PATH"],
      HOME: home,
      NODE_EXTRA_CA_CERTS: await mailjet.certificateFile(),
      MAILJET_SECRETS_HOST: mailjet.host,
      SENDER_CONFIG: JSON.stringify({ provider: store.name, [store.name]: store.config, ...config }),
      ...store.environment,
    },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (text) => {
      output += String(text);
    });
  }
  const waiting = new Map<number, Waiting>();
  child.on("message", ({ id, result, failure }: Reply) => {
    const caller = waiting.get(id);
    waiting.delete(id);
    if (failure === undefined) caller?.resolve(result);
    else caller?.reject(new Error(failure));
  });
  const exited = once(child, "close").then(() => {
    for (const { reject } of waiting.values()) reject(new Error(`The sender has ended: ${output}`));
  });
  let asked = 0;
  const ask = (command: string, order?: object): Promise<unknown> => {
    const answer = new Promise((resolve, reject) => {
      asked += 1;
      waiting.set(asked, { resolve, reject });
      child.send({ id: asked, command, order }, (error) => void (error && reject(error)));
    });
    answer.catch(() => {}); // a test that has failed meanwhile does not wait for it any more
    return answer;
  };
  return {
    // JSON has no Infinity.
    send: (order) => ask("send", { count: Number.MAX_SAFE_INTEGER, ...order }) as Promise<SendReport>,
    report: () => ask("report") as Promise<SendReport>,
    stop: () => ask("stop") as Promise<void>,
    cachedCalls: (count) => ask("cachedCalls", { count }) as Promise<void>,
    visit: (order) => ask("visit", order) as Promise<number>,
    sendAs: (tenant, customId) => ask("sendAs", { tenant, customId }) as Promise<string | undefined>,
    fingerprintOf: (tenant) => ask("fingerprintOf", { tenant }) as Promise<string>,
    statuses: () => ask("statuses") as Promise<readonly AccountStatus[]>,
    heapBytes: () => ask("heapBytes") as Promise<number>,
    signal: (name) => void child.kill(name),
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await exited;
      await rm(home, { recursive: true, force: true });
      expect(output).toBe("");
    },
  };
}
