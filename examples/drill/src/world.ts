import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { emulatedEnvironment, type Pair, randomPair } from "@mailjet-secrets/example-support";
import { type MailjetEmulator, movableClock, startMailjetEmulator, startVaultEmulator } from "@mailjet-secrets/testing";

/** What the incident plays in: an account at Mailjet with some weeks of mails behind it, a Vault, and a folder. */
export interface World extends AsyncDisposable {
  readonly mailjet: MailjetEmulator;
  /** The pair that will leak. */
  readonly leaked: Pair;
  /** Of those who run the commands, and of the rotation. */
  readonly environment: NodeJS.ProcessEnv;
  /** Of the services: they may read their secret, and nothing else. */
  readonly serviceEnvironment: NodeJS.ProcessEnv;
  readonly folder: string;
  readonly repository: string;
}

/** The file of {@link World.folder} in which the services report. */
export const REPORTS = "reports.jsonl";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const HISTORY_DAYS = 35;
const SECRET = "prod/mailjet";

/** Starts the emulators and fills them. The folder is left behind, since the report is in it. */
export async function startWorld(folder: string): Promise<World> {
  const repository = join(folder, "repository");
  // What an earlier drill has left there is not of this one.
  for (const name of ["repository", "rotation.json", "rotation.json.sealed", REPORTS])
    await rm(join(folder, name), { recursive: true, force: true });
  await mkdir(repository, { recursive: true });
  const [leaked, primary] = [randomPair(), randomPair()];
  const mailjet = await startAccount(leaked, primary);
  const vault = await startVaultEmulator({
    // Those of docs/least-privilege.md.
    policies: {
      "mailjet-read": { [`secret/data/${SECRET}`]: ["read"] },
      "mailjet-rotate": {
        [`secret/data/${SECRET}`]: ["create", "read", "update"],
        "secret/data/admin/mailjet": ["read"],
      },
    },
  });
  vault.put(`secret/${SECRET}`, { MJ_APIKEY_PUBLIC: leaked.apiKey, MJ_APIKEY_PRIVATE: leaked.apiSecret });
  vault.put("secret/admin/mailjet", { MJ_APIKEY_PUBLIC: primary.apiKey, MJ_APIKEY_PRIVATE: primary.apiSecret });
  const common = {
    ...(await emulatedEnvironment(mailjet)),
    VAULT_ADDR: vault.url,
    MAILJET_SECRETS_PROVIDER: "vault",
    MAILJET_SECRETS_SECRET: SECRET,
  };
  return {
    mailjet,
    leaked,
    environment: { ...common, VAULT_TOKEN: vault.createToken({ policies: ["mailjet-rotate"] }) },
    serviceEnvironment: {
      ...common,
      VAULT_TOKEN: vault.createToken({ policies: ["mailjet-read"] }),
      MAILJET_SECRETS_REPORT: join(folder, REPORTS),
      // So that a rehearsal is short; the default is five minutes.
      MAILJET_SECRETS_REFRESH_AFTER_MS: "1000",
    },
    folder,
    repository,
    async [Symbol.asyncDispose]() {
      await Promise.all([mailjet.close(), vault.close()]);
    },
  };
}

async function startAccount(leaked: Pair, primary: Pair): Promise<MailjetEmulator> {
  const clock = movableClock();
  clock.putForward(-2 * HISTORY_DAYS * DAY_MS);
  const mailjet = await startMailjetEmulator({ clock, metaSenders: ["billing@example.com"] });
  mailjet.addKey({ ...primary, name: "Main", isMaster: true, senders: [] });
  mailjet.addKey({ ...leaked, name: "Shop", senders: [] });
  clock.putForward(2 * HISTORY_DAYS * DAY_MS);
  const thisHour = Math.floor(Date.now() / HOUR_MS) * HOUR_MS;
  const usual = Array.from({ length: HISTORY_DAYS * 24 }, (_, index) => {
    const mails = 700 + ((index * 37) % 100);
    return { at: thisHour - (index + 1) * HOUR_MS, Total: mails, MessageSentCount: mails };
  });
  mailjet.seedCounters(leaked.apiKey, usual);
  return mailjet;
}
