import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type ConjurEmulator,
  type MailjetEmulator,
  startConjurEmulator,
  startMailjetEmulator,
} from "@mailjet-secrets/testing";
import { onTestFinished } from "vitest";

export const OLD = { apiKey: "00112233445566778899aabbccddeeff", apiSecret: "ffeeddccbbaa99887766554433221100" };
export const NEW = { apiKey: OLD.apiKey, apiSecret: "0f1e2d3c4b5a69788796a5b4c3d2e1f0" };
const LOGIN = "host/mailjet/app";

/** Emulators of Conjur and Mailjet, and what the environment of the application says about them. */
export interface Surroundings {
  readonly conjur: ConjurEmulator;
  readonly mailjet: MailjetEmulator;
  readonly environment: Record<string, string>;
  readonly tokenFile: string;
  /** The JWT in the file. */
  readonly jwt: string;
}

/** Starts both until the end of the test; Conjur holds {@link OLD}. */
export async function surroundings(): Promise<Surroundings> {
  const mailjet = await startMailjetEmulator({ keys: [OLD] });
  const conjur = await startConjurEmulator({
    https: true,
    authenticators: ["authn-jwt/kubernetes"],
    roles: [{ login: LOGIN, permissions: { "mailjet/credentials": ["read", "execute"] } }],
  });
  store(conjur, OLD);
  const folder = await mkdtemp(join(tmpdir(), "conjur-nestjs-test-"));
  const tokenFile = join(folder, "token");
  const jwt = conjur.issueWebToken(LOGIN);
  await writeFile(tokenFile, `${jwt}\n`);
  onTestFinished(async () => {
    await Promise.all([conjur.close(), mailjet.close(), rm(folder, { recursive: true })]);
  });
  return {
    conjur,
    mailjet,
    tokenFile,
    jwt,
    environment: {
      CONJUR_APPLIANCE_URL: conjur.url,
      CONJUR_ACCOUNT: conjur.account,
      CONJUR_AUTHN_JWT_SERVICE_ID: "kubernetes",
      JWT_TOKEN_PATH: tokenFile,
      MAILJET_SECRETS_HOST: mailjet.host,
      NODE_EXTRA_CA_CERTS: await mailjet.certificateFile(),
    },
  };
}

/** Writes the pair into Conjur. */
export function store(conjur: ConjurEmulator, pair: typeof OLD): void {
  const text = JSON.stringify({ MJ_APIKEY_PUBLIC: pair.apiKey, MJ_APIKEY_PRIVATE: pair.apiSecret });
  conjur.setVariable("mailjet/credentials", text);
}
