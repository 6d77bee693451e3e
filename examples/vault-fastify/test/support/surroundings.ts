import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type MailjetEmulator,
  startMailjetEmulator,
  startVaultEmulator,
  type VaultEmulator,
} from "@mailjet-secrets/testing";
import { onTestFinished } from "vitest";

export const OLD = { apiKey: "00112233445566778899aabbccddeeff", apiSecret: "ffeeddccbbaa99887766554433221100" };
export const NEW = { apiKey: OLD.apiKey, apiSecret: "0f1e2d3c4b5a69788796a5b4c3d2e1f0" };
export const SECRET_ID = "5b0c3a1e-7d42-4f9b-8a66-1c2d3e4f5a6b";

/** Emulators of Vault and Mailjet, and what the environment of the service says about them. */
export interface Surroundings {
  readonly vault: VaultEmulator;
  readonly mailjet: MailjetEmulator;
  readonly environment: Record<string, string>;
  readonly secretIdFile: string;
}

/** Starts both until the end of the test; Vault holds {@link OLD}. */
export async function surroundings(): Promise<Surroundings> {
  const mailjet = await startMailjetEmulator({ keys: [OLD] });
  const vault = await startVaultEmulator({
    https: true,
    policies: { "mailjet-read": { "secret/data/prod/mailjet": ["read"] } },
    roles: [
      {
        method: "approle",
        name: "sign-up",
        roleId: "sign-up",
        secretIds: [{ secretId: SECRET_ID }],
        policies: ["mailjet-read"],
      },
    ],
  });
  store(vault, OLD);
  const folder = await mkdtemp(join(tmpdir(), "vault-fastify-test-"));
  const secretIdFile = join(folder, "secret-id");
  await writeFile(secretIdFile, `${SECRET_ID}\n`);
  onTestFinished(async () => {
    await Promise.all([vault.close(), mailjet.close(), rm(folder, { recursive: true })]);
  });
  return {
    vault,
    mailjet,
    secretIdFile,
    environment: {
      VAULT_ADDR: vault.url,
      VAULT_ROLE_ID: "sign-up",
      VAULT_SECRET_ID_FILE: secretIdFile,
      MAILJET_SECRETS_HOST: mailjet.host,
      NODE_EXTRA_CA_CERTS: await mailjet.certificateFile(),
    },
  };
}

/** Writes the pair into Vault. */
export function store(vault: VaultEmulator, pair: typeof OLD): void {
  vault.put("secret/prod/mailjet", { MJ_APIKEY_PUBLIC: pair.apiKey, MJ_APIKEY_PRIVATE: pair.apiSecret });
}
