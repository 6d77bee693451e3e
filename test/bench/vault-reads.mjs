// Many reads by the Vault adapter. Budgets: 1 login, 16 connections, a heap that stays flat.
import { startVaultEmulator } from "@mailjet-secrets/testing";
import { vaultProvider } from "@mailjet-secrets/vault";
import { manyReads } from "./support/many-reads.mjs";

const ids = Array.from({ length: 50 }, (_, index) => `tenant-${index}`);
const PAIR = { apiKey: "00112233445566778899aabbccddeeff", apiSecret: "ffeeddccbbaa99887766554433221100" };
const LOGIN = { roleId: "role-0011", secretId: "secret-2233" };

async function start() {
  const vault = await startVaultEmulator({
    policies: { app: { "secret/*": ["read"] } },
    roles: [{ method: "approle", name: "app", roleId: LOGIN.roleId, secretIds: [LOGIN], policies: ["app"] }],
  });
  for (const id of ids) vault.put(`secret/${id}`, PAIR);
  return vault;
}

await manyReads({
  file: import.meta.filename,
  ids,
  start,
  settings: ({ url }) => ({ url }),
  count: ({ loginCount, connectionCount }) => ({ logins: loginCount, connections: connectionCount }),
  open: ({ url }) => ({
    provider: vaultProvider({ address: url, auth: { method: "appRole", ...LOGIN }, environment: {} }),
  }),
});
