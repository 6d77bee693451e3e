import { type EmulatedStore, emulatedStore, type Pair } from "@mailjet-secrets/example-support";
import { startVaultEmulator, type VaultEmulator } from "@mailjet-secrets/testing";

/** Starts a Vault on this machine that holds the pair, and an AppRole that may read it. For this repository only. */
export async function startEmulatedVault(pair: Pair): Promise<EmulatedStore<VaultEmulator>> {
  const secretId = "5b0c3a1e-7d42-4f9b-8a66-1c2d3e4f5a6b";
  const vault = await startVaultEmulator({
    https: true,
    policies: { "mailjet-read": { "secret/data/prod/mailjet": ["read"] } },
    roles: [
      { method: "approle", name: "sign-up", roleId: "sign-up", secretIds: [{ secretId }], policies: ["mailjet-read"] },
    ],
  });
  return emulatedStore(pair, {
    emulator: vault,
    login: secretId,
    write: ({ apiKey, apiSecret }) =>
      vault.put("secret/prod/mailjet", { MJ_APIKEY_PUBLIC: apiKey, MJ_APIKEY_PRIVATE: apiSecret }),
    environment: (secretIdFile) => ({
      VAULT_ADDR: vault.url,
      VAULT_ROLE_ID: "sign-up",
      VAULT_SECRET_ID_FILE: secretIdFile,
    }),
  });
}
