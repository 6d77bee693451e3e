import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { type MailjetEmulator, startMailjetEmulator } from "@mailjet-secrets/testing";
import { expect, onTestFinished } from "vitest";
import { canaryForms, findCanary } from "../../support/canary.ts";
import { root } from "./markdown.ts";

export interface Pair {
  readonly apiKey: string;
  readonly apiSecret: string;
}

/** The pair of the services, that of the primary key, and one of an unrelated secret. */
export const PAIRS = {
  service: { apiKey: "00112233445566778899aabbccddeeff", apiSecret: "ffeeddccbbaa99887766554433221100" },
  administration: { apiKey: "0a1b2c3d4e5f60718293a4b5c6d7e8f9", apiSecret: "9f8e7d6c5b4a39281706f5e4d3c2b1a0" },
  other: { apiKey: "0123456789abcdef0123456789abcdef", apiSecret: "fedcba9876543210fedcba9876543210" },
} as const satisfies Readonly<Record<string, Pair>>;

/** Names of the secrets with {@link PAIRS}. */
export type Secrets = Readonly<Record<keyof typeof PAIRS, string>>;

/** The commands of those who have a policy, as processes against an emulated Mailjet. */
export interface RoleCommands {
  readonly mailjet: MailjetEmulator;
  /** Reads a secret. Resolves with the exit code, as the others do. */
  read(secret: string): Promise<number | null>;
  /** Stores the pair of another key in it. */
  store(secret: string): Promise<number | null>;
  /** Replaces the key of the services. */
  rotate(): Promise<number | null>;
}

/** Creates them, for one who has this environment. `secrets`: how the store calls them. */
export async function roleCommands(
  environment: Readonly<Record<string, string>>,
  secrets: Secrets,
): Promise<RoleCommands> {
  const { service, administration, other } = PAIRS;
  const mailjet = await startMailjetEmulator({ keys: [{ ...administration, isMaster: true }, service, other] });
  const directory = mkdtempSync(join(tmpdir(), "mailjet-secrets-policies-"));
  onTestFinished(async () => {
    await mailjet.close();
    rmSync(directory, { recursive: true });
  });
  const env = {
    PATH: process.env["PATH"],
    MAILJET_SECRETS_HOST: mailjet.host,
    NODE_EXTRA_CA_CERTS: await mailjet.certificateFile(),
    ...environment,
  };
  const run = async (words: readonly string[], input = ""): Promise<number | null> => {
    const main = join(root, "packages/cli/dist/main.js");
    const child = spawn(process.execPath, [main, ...words], { cwd: directory, env, stdio: "pipe" });
    child.stdin.on("error", () => {});
    child.stdin.end(input);
    const [stdout, stderr, [code]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, "close") as Promise<[number | null]>,
    ]);
    const forms = Object.values(PAIRS).flatMap(({ apiKey, apiSecret }) => canaryForms(apiKey, apiSecret));
    expect(findCanary(stdout + stderr, forms)).toBeUndefined();
    return code;
  };
  const plan = ["rotate", "--plan", "new-sub-account", "--yes", "--quiet-for", "0", "--journal", "rotation.json"];
  return {
    mailjet,
    read: (secret) => run(["check", "--offline", "--secret", secret]),
    store: (secret) => run(["store", "--secret", secret], `${other.apiKey}:${other.apiSecret}`),
    rotate: () => run([...plan, "--secret", secrets.service, "--admin-secret", secrets.administration]),
  };
}

const DENIED = 77;

/**
 * Expects the exit codes that a policy has to lead to: 0 where its row in the table says so, everything else is denied.
 * `foreign`: how a store answers for a secret that one has no right to at all; to Conjur it does not exist. @default denied
 */
export async function expectRights(
  who: "service" | "storing" | "rotation",
  environment: Readonly<Record<string, string>>,
  secrets: Secrets,
  foreign: number = DENIED,
): Promise<void> {
  const { read, store, rotate, mailjet } = await roleCommands(environment, secrets);
  const isRotation = who === "rotation";
  expect(await read(secrets.service)).toBe(0);
  expect(await read(secrets.administration)).toBe(isRotation ? 0 : foreign);
  expect(await read(secrets.other)).toBe(foreign);
  expect(await store(secrets.administration)).toBe(isRotation ? DENIED : foreign);
  expect(await store(secrets.other)).toBe(foreign);
  expect(await rotate()).toBe(isRotation ? 0 : foreign);
  expect(mailjet.keys().filter(({ isActive }) => isActive)).toHaveLength(3);
  expect(await store(secrets.service)).toBe(who === "service" ? DENIED : 0);
}
