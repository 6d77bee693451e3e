import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { type MailjetEmulator, startMailjetEmulator } from "@mailjet-secrets/testing";
import { emulatedEnvironment, isLive, liveEnvironment } from "./environments.ts";
import { type Pair, randomPair } from "./pair.ts";

/** The store of an example, on this machine. */
export interface Emulated {
  /** What the application's environment says about the store. */
  readonly environment: Readonly<Record<string, string>>;
  /** Working directory of the application. Absence: that of the caller. */
  readonly directory?: string;
  close(): Promise<unknown>;
}

/** How an example is shown. */
export interface Example {
  /** What is about to be seen, one sentence. */
  readonly title: string;
  /** The application's script: `new URL("./show.js", import.meta.url)`. */
  readonly script: URL;
  /** Starts a store that holds the pair. Absence: the pair is in the environment. */
  readonly emulate?: (pair: Pair, mailjet: MailjetEmulator) => Promise<Emulated>;
  /** The variables that a run against the real store needs, as a person would type them. */
  readonly live: string;
}

/**
 * Runs an example's script in a process of its own: against emulators, with a random pair, and nothing of the surroundings
 * but `PATH` and `DEBUG`; or, with `MAILJET_SECRETS_LIVE=1`, against the store and the Mailjet that the environment names,
 * where Mailjet checks everything and delivers nothing unless `MAIL_SANDBOX=0`. Sets the exit code.
 */
export async function runExample(example: Example): Promise<void> {
  console.log(`\n${example.title}\n`);
  process.exitCode = await (isLive() ? run(example.script, liveEnvironment()) : runEmulated(example));
  console.log(isLive() ? "" : `\nWith your own: MAILJET_SECRETS_LIVE=1 ${example.live} npm start\n`);
}

async function runEmulated({ script, emulate }: Example): Promise<number> {
  const pair = randomPair();
  await using mailjet = await startMailjetEmulator({ keys: [pair] });
  const store = await emulate?.(pair, mailjet);
  try {
    const inEnvironment = { MJ_APIKEY_PUBLIC: pair.apiKey, MJ_APIKEY_PRIVATE: pair.apiSecret };
    const environment = { ...(await emulatedEnvironment(mailjet)), ...(store?.environment ?? inEnvironment) };
    const code = await run(script, environment, store?.directory);
    if (code === 0 && mailjet.messages.length === 0) throw new Error("The emulated Mailjet has accepted no mail.");
    return code;
  } finally {
    await store?.close();
  }
}

async function run(script: URL, environment: NodeJS.ProcessEnv, directory?: string): Promise<number> {
  const child = spawn(process.execPath, [fileURLToPath(script)], {
    env: environment,
    cwd: directory,
    stdio: "inherit",
  });
  const [code] = (await once(child, "exit")) as [number | null];
  return code ?? 1;
}
