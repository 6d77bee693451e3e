import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import {
  startAwsEmulator,
  startConjurEmulator,
  startMailjetEmulator,
  startVaultEmulator,
} from "@mailjet-secrets/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { canaryForms, findCanary } from "../support/canary.ts";

const ID = "prod/mailjet";
const LOGIN = "host/mailjet/app";
const API_KEY = "3x7k2m9q4w8e1r5t6y0u3i7o2p9a4s8d1f5g6h0j3k7l2z9x4c8";
const PAIRS = {
  env: { apiKey: "e0e1e2e3e4e5e6e7e8e9eaebecedeeef", apiSecret: "0e1e2e3e4e5e6e7e8e9eaebecedeeefe" },
  aws: { apiKey: "a0a1a2a3a4a5a6a7a8a9aaabacadaeaf", apiSecret: "0a1a2a3a4a5a6a7a8a9aaabacadaeafa" },
  vault: { apiKey: "b0b1b2b3b4b5b6b7b8b9babbbcbdbebf", apiSecret: "0b1b2b3b4b5b6b7b8b9babbbcbdbebfb" },
  conjur: { apiKey: "c0c1c2c3c4c5c6c7c8c9cacbcccdcecf", apiSecret: "0c1c2c3c4c5c6c7c8c9cacbcccdcecfc" },
};

let folder: string;
let mailjet: Awaited<ReturnType<typeof startMailjetEmulator>>;
let environment: Record<string, string | undefined>;
const closing: (() => Promise<unknown>)[] = [];

/** The four stores, each with a pair of its own, and one configuration that knows all of them. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "mailjet-secrets-swap-"));
  mailjet = await startMailjetEmulator({ keys: Object.values(PAIRS) });
  const aws = await startAwsEmulator({ secrets: { [ID]: PAIRS.aws } });
  const vault = await startVaultEmulator();
  vault.put(`secret/${ID}`, PAIRS.vault);
  const conjur = await startConjurEmulator({
    roles: [{ login: LOGIN, apiKey: API_KEY, permissions: { [ID]: ["read", "execute"] } }],
    variables: { [ID]: JSON.stringify(PAIRS.conjur) },
  });
  closing.push(mailjet.close, aws.close, vault.close, conjur.close);
  const config = {
    aws: { secret: ID, endpoint: aws.url, region: aws.region },
    vault: { secret: ID, address: vault.url },
    conjur: { secret: ID, applianceUrl: conjur.url, account: conjur.account },
  };
  await writeFile(join(folder, "mailjet-secrets.config.json"), JSON.stringify(config));
  environment = {
    PATH: process.env["PATH"],
    HOME: folder,
    MAILJET_SECRETS_HOST: mailjet.host,
    NODE_EXTRA_CA_CERTS: await mailjet.certificateFile(),
    MJ_APIKEY_PUBLIC: PAIRS.env.apiKey,
    MJ_APIKEY_PRIVATE: PAIRS.env.apiSecret,
    AWS_ACCESS_KEY_ID: aws.accessKey.accessKeyId,
    AWS_SECRET_ACCESS_KEY: aws.accessKey.secretAccessKey,
    VAULT_TOKEN: vault.rootToken,
    CONJUR_AUTHN_LOGIN: LOGIN,
    CONJUR_AUTHN_API_KEY: API_KEY,
    DEBUG: "*",
  };
});
afterAll(async () => {
  for (const close of closing) await close();
  await rm(folder, { recursive: true, force: true });
});

it.each(Object.keys(PAIRS) as (keyof typeof PAIRS)[])(
  "the unchanged application sends a mail with the pair from %s when MAILJET_SECRETS_PROVIDER says so",
  async (provider) => {
    const before = mailjet.messages.length;
    const script = join(import.meta.dirname, "../../examples/swap-providers/dist/show.js");
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [script], {
      cwd: folder,
      env: { ...environment, MAILJET_SECRETS_PROVIDER: provider },
    });
    expect(JSON.parse(stdout.split("\n")[0] ?? "")).toMatchObject({ provider });
    expect(mailjet.messages.slice(before).map(({ apiKey }) => apiKey)).toEqual([PAIRS[provider].apiKey]);
    const { apiKey, apiSecret } = PAIRS[provider];
    const secrets = [
      environment["AWS_SECRET_ACCESS_KEY"],
      environment["VAULT_TOKEN"],
      environment["CONJUR_AUTHN_API_KEY"],
    ].map(String);
    const forms = [...canaryForms(apiKey, apiSecret), ...secrets.flatMap((secret) => canaryForms(secret))];
    expect(findCanary(stdout + stderr, forms)).toBeUndefined();
  },
);
