import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { type MailjetEmulator, movableClock, startMailjetEmulator } from "@mailjet-secrets/testing";
import { onTestFinished } from "vitest";
import { canaryForms, findCanary } from "../../../../test/support/canary.ts";
import type { Ended } from "./run-command.ts";

const MAIN = join(import.meta.dirname, "../../dist/main.js");

/** The pair of the key that is looked at. */
export const PAIR = { apiKey: "00112233445566778899aabbccddeeff", apiSecret: "ffeeddccbbaa99887766554433221100" };
/** The pair of a sub-account. */
export const SUB_PAIR = { apiKey: "0123456789abcdef0123456789abcdef", apiSecret: "fedcba9876543210fedcba9876543210" };
export const FINGERPRINT: string = createHash("sha256")
  .update(`${PAIR.apiKey}:${PAIR.apiSecret}`)
  .digest("hex")
  .slice(0, 8);
const FORMS = [PAIR, SUB_PAIR].flatMap(({ apiKey, apiSecret }) => canaryForms(apiKey, apiSecret));

export const HOUR_MS = 3_600_000;
export const DAY_MS: number = 24 * HOUR_MS;

/** An account at Mailjet that has sent mails for six weeks, and where a command runs. */
export interface UsageScene {
  readonly mailjet: MailjetEmulator;
  readonly directory: string;
  /** In which `env` finds the pair. */
  readonly environment: Readonly<Record<string, string>>;
  /** Beginning of the hour in which the scene was made, epoch milliseconds. */
  readonly thisHour: number;
}

/** How the account is. */
export interface UsageSceneOptions {
  /** How long the key exists, in days. @default 60 */
  readonly ageDays?: number;
  /** @default "shop" */
  readonly name?: string;
  /** How far the clock of this machine is behind Mailjet's, in minutes. @default 0 */
  readonly behindMinutes?: number;
}

/** Makes an account with a primary key, one sub-account, a sender, a webhook and a user. Removed after the test. */
export async function usageScene({
  ageDays = 60,
  name = "shop",
  behindMinutes = 0,
}: UsageSceneOptions = {}): Promise<UsageScene> {
  const clock = movableClock();
  clock.putForward(-ageDays * DAY_MS);
  const mailjet = await startMailjetEmulator({ clock });
  onTestFinished(() => mailjet.close());
  mailjet.addKey({ ...PAIR, name, isMaster: true, senders: ["shop@example.com"] });
  mailjet.addKey({ ...SUB_PAIR, name: "newsletter", senders: ["news@example.com"] });
  clock.putForward(ageDays * DAY_MS);
  mailjet.addWebhook(PAIR.apiKey, { url: "https://hooks.example.com/mailjet", eventType: "bounce" });
  mailjet.seedUser({ email: "owner@example.com", lastLoginAt: clock.now() - 3 * DAY_MS, lastIp: "192.0.2.10" });
  const thisHour = Math.floor(clock.now() / HOUR_MS) * HOUR_MS;
  for (const { apiKey } of [PAIR, SUB_PAIR])
    mailjet.seedCounters(apiKey, usualCounters(thisHour, Math.min(ageDays, 42)));
  clock.putForward(behindMinutes * 60_000);
  const directory = await mkdtemp(join(tmpdir(), "mailjet-secrets-usage-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return { mailjet, directory, thisHour, environment: await environmentOf(mailjet) };
}

/** What happens when somebody else has the key: 3,000 mails in three hours of last night but one, and more. */
export function misuse({ mailjet, thisHour }: UsageScene): void {
  for (const hour of [40, 39, 38]) {
    const at = thisHour - hour * HOUR_MS;
    const counts = { Total: 1_000, MessageSentCount: 600, MessageBlockedCount: 300, MessageHardBouncedCount: 100 };
    mailjet.seedCounters(PAIR.apiKey, [{ at, ...counts, MessageSpamCount: 40 }]);
  }
  const now = thisHour - 41 * HOUR_MS;
  mailjet.addSender(PAIR.apiKey, "billing@evil.example", { name: "<img src=x onerror=alert(1)>", createdAt: now });
  mailjet.addApiToken(PAIR.apiKey, { createdAt: now, lastUsedAt: now + HOUR_MS });
}

async function environmentOf(mailjet: MailjetEmulator): Promise<Record<string, string>> {
  return {
    MAILJET_SECRETS_PROVIDER: "env",
    MAILJET_SECRETS_HOST: mailjet.host,
    NODE_EXTRA_CA_CERTS: await mailjet.certificateFile(),
    MJ_APIKEY_PUBLIC: PAIR.apiKey,
    MJ_APIKEY_PRIVATE: PAIR.apiSecret,
  };
}

/** More by day than by night, fewer at the end of the week, and never quite the same. */
function usualCounters(thisHour: number, days: number): { at: number; Total: number; MessageSentCount: number }[] {
  return Array.from({ length: days * 24 }, (_, index) => {
    const at = thisHour - (index + 1) * HOUR_MS;
    const [hour, weekday] = [new Date(at).getUTCHours(), new Date(at).getUTCDay()];
    const byDay = hour >= 7 && hour < 19 ? 60 : 6;
    const count = Math.round((weekday % 6 === 0 ? byDay / 3 : byDay) + ((index * 7) % 11) - 5);
    const sent = Math.max(0, count);
    return { at, Total: sent, MessageSentCount: sent, MessageHardBouncedCount: index % 9 === 0 ? 1 : 0 };
  });
}

/** Runs the built `usage` with this on its standard input, and makes sure that it shows nothing of the pairs. */
export async function runUsage(
  { directory, environment }: Pick<UsageScene, "directory" | "environment">,
  words: readonly string[] = [],
  { input = "", more = {} }: { readonly input?: string; readonly more?: Readonly<Record<string, string>> } = {},
): Promise<Ended> {
  const child = spawn(process.execPath, [MAIN, "usage", ...words], {
    cwd: directory,
    env: { PATH: process.env["PATH"], ...environment, ...more },
    stdio: ["pipe", "pipe", "pipe"],
  });
  // Whoever does not read its input closes it.
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  noKeyIn(stdout + stderr);
  return { code, stdout, stderr };
}

/** Throws if any form of a pair shows in a text. */
export function noKeyIn(shown: string): void {
  if (findCanary(shown, FORMS) !== undefined) throw new Error("The output shows a value.");
}
