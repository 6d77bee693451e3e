import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { type MailjetEmulator, startMailjetEmulator } from "@mailjet-secrets/testing";

/** A key pair of nobody. */
export interface Pair {
  readonly apiKey: string;
  readonly apiSecret: string;
}

/** The store of an example, on this machine. */
export interface Emulated {
  /** What the application's environment says about the store. */
  readonly environment: Readonly<Record<string, string>>;
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
 * but the `PATH`; or, with `MAILJET_SECRETS_LIVE=1`, against the store and the Mailjet that the environment names, where
 * Mailjet checks everything and delivers nothing unless `MAIL_SANDBOX=0`. Sets the exit code.
 */
export async function runExample(example: Example): Promise<void> {
  const live = process.env["MAILJET_SECRETS_LIVE"] === "1";
  console.log(`\n${example.title}\n`);
  // Nobody rotates anything here: a wrong pair shall be told at once.
  const surroundings = { MAILJET_SECRETS_ROTATION_GRACE_MS: "0", MAIL_SANDBOX: "1", ...process.env };
  process.exitCode = await (live ? run(example.script, surroundings) : runEmulated(example));
  console.log(live ? "" : `\nWith your own: MAILJET_SECRETS_LIVE=1 ${example.live} npm start\n`);
}

async function runEmulated({ script, emulate }: Example): Promise<number> {
  const pair = { apiKey: randomBytes(16).toString("hex"), apiSecret: randomBytes(16).toString("hex") };
  await using mailjet = await startMailjetEmulator({ keys: [pair] });
  const store = await emulate?.(pair, mailjet);
  try {
    const code = await run(script, {
      PATH: process.env["PATH"],
      MAILJET_SECRETS_HOST: mailjet.host,
      NODE_EXTRA_CA_CERTS: await mailjet.certificateFile(), // read by Node.js at its start only, hence a process of its own
      ...(store?.environment ?? { MJ_APIKEY_PUBLIC: pair.apiKey, MJ_APIKEY_PRIVATE: pair.apiSecret }),
    });
    if (code === 0 && mailjet.messages.length === 0) throw new Error("The emulated Mailjet has accepted no mail.");
    return code;
  } finally {
    await store?.close();
  }
}

async function run(script: URL, environment: NodeJS.ProcessEnv): Promise<number> {
  const child = spawn(process.execPath, [fileURLToPath(script)], { env: environment, stdio: "inherit" });
  const [code] = (await once(child, "exit")) as [number | null];
  return code ?? 1;
}
