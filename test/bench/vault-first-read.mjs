// The first read of a new process by the Vault adapter, against an emulator: as a ratio to bare node-vault.
import { join } from "node:path";
import { startVaultEmulator } from "@mailjet-secrets/testing";
import { quantile, ratio, timeScripts } from "./support/time-scripts.mjs";

const PAIR = { apiKey: "00112233445566778899aabbccddeeff", apiSecret: "ffeeddccbbaa99887766554433221100" };
const LOGIN = { roleId: "role-0011", secretId: "secret-2233" };
const vault = await startVaultEmulator({
  policies: { app: { "secret/*": ["read"] } },
  roles: [{ method: "approle", name: "app", roleId: LOGIN.roleId, secretIds: [LOGIN], policies: ["app"] }],
});
vault.put("secret/mail", PAIR);

const readBy = (options) => `
  const { vaultProvider } = await import("@mailjet-secrets/vault");
  const provider = vaultProvider({ auth: { method: "appRole" }, ${options} });
  await provider.read({ id: "mail" }, { signal: new AbortController().signal });`;
const scripts = {
  "bare node-vault": `
    const { default: nodeVault } = await import("node-vault");
    const client = nodeVault();
    await client.approleLogin({ role_id: process.env.VAULT_ROLE_ID, secret_id: process.env.VAULT_SECRET_ID });
    await client.read("secret/data/mail");`,
  "adapter, kvVersion 2": readBy("kvVersion: 2"),
  "adapter, kvVersion auto": readBy(""),
  "import and creation alone": `
    const { vaultProvider } = await import("@mailjet-secrets/vault");
    vaultProvider();`,
};
const times = await timeScripts({
  scripts,
  rounds: Number(process.env.ROUNDS ?? 21),
  // Where the adapter's own dependencies are found.
  cwd: join(import.meta.dirname, "../../packages/vault"),
  env: {
    PATH: process.env.PATH,
    VAULT_ADDR: vault.url,
    VAULT_ROLE_ID: LOGIN.roleId,
    VAULT_SECRET_ID: LOGIN.secretId,
  },
});
await vault.close();

for (const [name, measured] of Object.entries(times)) {
  const share = ratio(measured, times["bare node-vault"]).toFixed(2);
  console.log(
    `first read, ${name.padEnd(26)} ${quantile(measured).toFixed(1).padStart(7)} ms, ${share}x of bare node-vault`,
  );
}
