import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { Clock } from "@mailjet-secrets/core";
import {
  type EmulatedKeyState,
  type MailjetEmulator,
  type MailjetEmulatorOptions,
  movableClock,
  startMailjetEmulator,
  startVaultEmulator,
  type VaultEmulator,
} from "@mailjet-secrets/testing";
import { expect } from "vitest";
import { canaryForms, findCanary } from "../../../../test/support/canary.ts";
import type { Ended } from "./run-command.ts";

const MAIN = join(import.meta.dirname, "../../dist/main.js");
const KILL = join(import.meta.dirname, "kill-at.mjs");

export interface Pair {
  readonly apiKey: string;
  readonly apiSecret: string;
}

export const MASTER: Pair = {
  apiKey: "0a1b2c3d4e5f60718293a4b5c6d7e8f9",
  apiSecret: "9f8e7d6c5b4a39281706f5e4d3c2b1a0",
};
export const OLD: Pair = { apiKey: "00112233445566778899aabbccddeeff", apiSecret: "ffeeddccbbaa99887766554433221100" };
export const GREEN: Pair = {
  apiKey: "0123456789abcdef0123456789abcdef",
  apiSecret: "fedcba9876543210fedcba9876543210",
};
/** What a person gets when the secret key of `OLD` is reset. */
export const RESET: Pair = { apiKey: OLD.apiKey, apiSecret: "13579bdf02468ace13579bdf02468ace" };

/** Where a rotation is killed, by SIGKILL: when the journal is about to say that a step is done, or has said it; see kill-at.mjs. */
export interface KillAt {
  readonly step: string;
  readonly moment: "acted" | "recorded";
}

export interface RunOptions {
  readonly input?: string;
  readonly kill?: KillAt;
  readonly environment?: Readonly<Record<string, string>>;
}

/** A process that runs. */
export interface Running {
  readonly ended: Promise<Ended>;
  /** Ends it by this signal. */
  kill(signal: "SIGKILL" | "SIGINT" | "SIGTERM"): void;
}

/** An account with a primary key, a service's key and a second one; a Vault with their pairs; the command over both. */
export interface RotationWorld {
  readonly mailjet: MailjetEmulator;
  readonly vault: VaultEmulator;
  readonly directory: string;
  readonly journal: string;
  /** Variables that the command needs. */
  readonly environment: Readonly<Record<string, string>>;
  /** Runs `rotate` as a process of its own. No value of any key may be in its output, nor in any file that it leaves. */
  rotate(words: readonly string[], options?: RunOptions): Promise<Ended>;
  /** The same, without waiting for its end. */
  start(words: readonly string[], options?: RunOptions): Running;
  /** Whether Mailjet takes a pair. */
  works(pair: Pair): boolean;
  /** Keys that work and were made by a rotation. */
  made(): readonly EmulatedKeyState[];
  /** Names of the files beside the journal. */
  files(): readonly string[];
  /** Throws if a value of any key is in the text. */
  noValueIn(shown: string): void;
  /** What the journal says. */
  readJournal(): {
    readonly id: string;
    readonly state: string;
    readonly startedAt: string;
    readonly done: readonly { step: string }[];
    readonly facts: Record<string, unknown>;
  };
  /** Lets the minute be over after which Mailjet is asked once more with a pair that it has refused. */
  passMinute(): void;
  /** Names of the steps that are done. */
  done(): readonly string[];
  /** Puts a pair into a secret, as somebody else would. */
  put(id: string, pair: Pair): void;
  /** Sends a mail with a pair, as a service does. */
  send(pair: Pair): Promise<void>;
  /** The pair that a secret holds. */
  stored(id?: string): Promise<Pair>;
  key(pair: Pair): EmulatedKeyState;
  /** Keys that work, but for the primary one. */
  liveKeys(): readonly EmulatedKeyState[];
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Another process may just have deleted it. */
function contentOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

/** A second later each time that it is looked at: nobody waits here until a key was silent for half a second. */
function hastyClock(): Clock {
  const clock = movableClock();
  return {
    ...clock,
    now() {
      clock.putForward(1_000);
      return clock.now();
    },
  };
}

/** How the account is. `clock`: @default one that hurries */
export type WorldOptions = Pick<MailjetEmulatorOptions, "newKeyActiveAfterMs" | "maximumKeys" | "clock">;

export const SERVICE = "prod/mailjet";
export const SENDER = "billing@example.com";

/** Starts a {@link RotationWorld}. */
export async function rotationWorld(account: WorldOptions = {}): Promise<RotationWorld> {
  const directory = await mkdtemp(join(tmpdir(), "mailjet-secrets-rotate-"));
  const journal = join(directory, "state/rotation.json");
  const mailjet = await startMailjetEmulator({
    clock: hastyClock(),
    ...account,
    metaSenders: [SENDER],
    keys: [
      { ...MASTER, isMaster: true, name: "Main" },
      { ...OLD, name: "Billing" },
      { ...GREEN, name: "Billing green" },
    ],
  });
  const vault = await startVaultEmulator();
  const put = (id: string, { apiKey, apiSecret }: Pair): void =>
    void vault.put(`secret/${id}`, { MJ_APIKEY_PUBLIC: apiKey, MJ_APIKEY_PRIVATE: apiSecret, team: "billing" });
  put(SERVICE, OLD);
  put("prod/blue", OLD);
  put("prod/green", GREEN);
  put("admin/mailjet", MASTER);
  const environment = {
    PATH: process.env["PATH"] ?? "",
    VAULT_ADDR: vault.url,
    VAULT_TOKEN: vault.rootToken,
    MAILJET_SECRETS_PROVIDER: "vault",
    MAILJET_SECRETS_SECRET: SERVICE,
    MAILJET_SECRETS_HOST: mailjet.host,
    NODE_EXTRA_CA_CERTS: await mailjet.certificateFile(),
  };
  const readJournal = () => JSON.parse(readFileSync(journal, "utf8"));

  const noValueIn = (shown: string): void => {
    const pairs = [MASTER, OLD, GREEN, RESET, ...mailjet.keys()];
    for (const { apiKey, apiSecret } of pairs) {
      expect(findCanary(shown, canaryForms(apiKey, apiSecret, vault.rootToken))).toBeUndefined();
    }
  };
  const stored = async (id: string = SERVICE): Promise<Pair> => {
    const answer = await fetch(`${vault.url}/v1/secret/data/${id}`, { headers: { "x-vault-token": vault.rootToken } });
    const { data } = (await answer.json()) as { data: { data: Record<string, string> } };
    // Whatever happens, what is none of ours stays.
    expect(data.data["team"]).toBe("billing");
    return { apiKey: data.data["MJ_APIKEY_PUBLIC"] ?? "", apiSecret: data.data["MJ_APIKEY_PRIVATE"] ?? "" };
  };

  const files = (): readonly string[] =>
    existsSync(join(directory, "state")) ? readdirSync(join(directory, "state")) : [];
  const noValueInFiles = (): void => {
    for (const file of files()) noValueIn(contentOf(join(directory, "state", file)));
  };
  const start = (words: readonly string[], { input = "", kill, environment: more = {} }: RunOptions = {}): Running => {
    const hook = kill === undefined ? [] : ["--import", KILL];
    const child = spawn(process.execPath, [...hook, MAIN, "rotate", "--journal", journal, ...words], {
      cwd: directory,
      env: { ...environment, ...more, ...(kill === undefined ? {} : { KILL_AT: `${kill.step}:${kill.moment}` }) },
      stdio: ["pipe", "pipe", "pipe"],
    });
    // Whoever does not read its input closes it.
    child.stdin.on("error", () => {});
    child.stdin.end(input);
    const ended = Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]).then(
      ([stdout, stderr, [code]]) => {
        noValueIn(stdout + stderr);
        noValueInFiles();
        return { code, stdout, stderr };
      },
    );
    return { ended, kill: (signal) => void child.kill(signal) };
  };
  const liveKeys = (): readonly EmulatedKeyState[] =>
    mailjet.keys().filter(({ isActive, isMaster }) => isActive && !isMaster);
  const close = async (): Promise<void> => {
    await Promise.all([mailjet.close(), vault.close()]);
    await rm(directory, { recursive: true });
  };

  return {
    mailjet,
    vault,
    directory,
    journal,
    environment,
    noValueIn,
    start,
    put,
    async send({ apiKey, apiSecret }) {
      const mail = {
        From: { Email: SENDER },
        To: [{ Email: "you@example.com" }],
        Subject: "Invoice",
        TextPart: "Hello",
      };
      const options = { method: "POST", ca: mailjet.certificate, auth: `${apiKey}:${apiSecret}` };
      const sending = request(`https://${mailjet.host}/v3.1/send`, options);
      sending.end(JSON.stringify({ Messages: [mail] }));
      const [answer] = await once(sending, "response");
      answer.resume();
      if (answer.statusCode !== 200) throw new TypeError(`The mail was answered with ${answer.statusCode}.`);
    },
    rotate: (words, options) => start(words, options).ended,
    works: (pair) =>
      mailjet.keys().some((key) => key.isActive && key.apiKey === pair.apiKey && key.apiSecret === pair.apiSecret),
    made: () => liveKeys().filter(({ apiKey }) => ![OLD, GREEN].some((pair) => pair.apiKey === apiKey)),
    files,
    readJournal,
    passMinute() {
      const text = readFileSync(journal, "utf8");
      writeFileSync(journal, text.replace(/("oldPairRefusedAt": )\d+/, "$11"));
    },
    done: () => (existsSync(journal) ? readJournal().done.map(({ step }: { step: string }) => step) : []),
    stored,
    key(pair) {
      const found = mailjet.keys().find(({ apiKey }) => apiKey === pair.apiKey);
      if (found === undefined) throw new TypeError("There is no such key.");
      return found;
    },
    liveKeys,
    close,
    [Symbol.asyncDispose]: close,
  };
}
