// npm start: the service against an emulated Vault and Mailjet, or with MAILJET_SECRETS_LIVE=1 against the real ones.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Emulated, type Pair, runExample } from "@mailjet-secrets/example-support";
import { startVaultEmulator } from "@mailjet-secrets/testing";

await runExample({
  title: "A Fastify service whose Mailjet keys are in Vault, behind an AppRole:",
  script: new URL("./show.js", import.meta.url),
  emulate,
  live: "VAULT_ADDR=… VAULT_ROLE_ID=… VAULT_SECRET_ID_FILE=… MAIL_FROM=…",
});

async function emulate(pair: Pair): Promise<Emulated> {
  const secretId = "00112233-4455-6677-8899-aabbccddeeff";
  const vault = await startVaultEmulator({
    https: true,
    policies: { "mailjet-read": { "secret/data/prod/mailjet": ["read"] } },
    roles: [
      { method: "approle", name: "sign-up", roleId: "sign-up", secretIds: [{ secretId }], policies: ["mailjet-read"] },
    ],
  });
  vault.put("secret/prod/mailjet", { MJ_APIKEY_PUBLIC: pair.apiKey, MJ_APIKEY_PRIVATE: pair.apiSecret });
  const folder = await mkdtemp(join(tmpdir(), "vault-fastify-"));
  const secretIdFile = join(folder, "secret-id");
  await writeFile(secretIdFile, secretId, { mode: 0o600 });
  return {
    environment: { VAULT_ADDR: vault.url, VAULT_ROLE_ID: "sign-up", VAULT_SECRET_ID_FILE: secretIdFile },
    close: () => Promise.all([vault.close(), rm(folder, { recursive: true })]),
  };
}
