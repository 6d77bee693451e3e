// Vault, against an emulator: the first read of a new process by the adapter over bare node-vault; logins and connections of
// 1,000 reads at the same time; memory over 100,000 reads.
import { execFile, fork } from "node:child_process";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { startVaultEmulator } from "@mailjet-secrets/testing";

const ROUNDS = Number(process.env.ROUNDS ?? 21);
const READS = Number(process.env.READS ?? 100_000);
const run = promisify(execFile);
const PAIR = { apiKey: "00112233445566778899aabbccddeeff", apiSecret: "ffeeddccbbaa99887766554433221100" };
const LOGIN = { roleId: "role-0011", secretId: "secret-2233" };
const vault = await startVaultEmulator({
  policies: { app: { "secret/*": ["read"] } },
  roles: [{ method: "approle", name: "app", roleId: LOGIN.roleId, secretIds: [LOGIN], policies: ["app"] }],
});
for (let tenant = 0; tenant < 50; tenant += 1) vault.put(`secret/tenant-${tenant}`, PAIR);

const readBy = (options) => `
  const { vaultProvider } = await import("@mailjet-secrets/vault");
  const provider = vaultProvider({ auth: { method: "appRole" }, ${options} });
  await provider.read({ id: "tenant-1" }, { signal: new AbortController().signal });`;
const SCRIPTS = {
  "bare node-vault": `
    const { default: nodeVault } = await import("node-vault");
    const client = nodeVault();
    await client.approleLogin({ role_id: process.env.VAULT_ROLE_ID, secret_id: process.env.VAULT_SECRET_ID });
    await client.read("secret/data/tenant-1");`,
  "adapter, kvVersion 2": readBy("kvVersion: 2"),
  "adapter, kvVersion auto": readBy(""),
  "import and creation alone": `
    const { vaultProvider } = await import("@mailjet-secrets/vault");
    vaultProvider();`,
};
const env = {
  PATH: process.env.PATH,
  VAULT_ADDR: vault.url,
  VAULT_ROLE_ID: LOGIN.roleId,
  VAULT_SECRET_ID: LOGIN.secretId,
};
// Where the adapter's own dependencies are found.
const cwd = join(import.meta.dirname, "../../packages/vault");
const names = Object.keys(SCRIPTS);
const times = Object.fromEntries(names.map((name) => [name, []]));

// In turn, round by round, so that a slow moment of the machine falls on all of them; each round begins with another.
for (let round = 0; round <= ROUNDS; round += 1) {
  for (let turn = 0; turn < names.length; turn += 1) {
    const name = names[(round + turn) % names.length];
    const script = `const start = performance.now(); ${SCRIPTS[name]} console.log(performance.now() - start); process.exit();`;
    const { stdout } = await run(process.execPath, ["--input-type=module", "-e", script], { cwd, env });
    if (round > 0) times[name].push(Number(stdout));
  }
}
const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
for (const name of names) {
  // Of the rounds' own ratios, since the machine's pace changes between rounds.
  const ratio = median(times[name].map((time, round) => time / times["bare node-vault"][round]));
  const time = median(times[name]).toFixed(1).padStart(7);
  console.log(`first read, ${name.padEnd(26)} ${time} ms, ${ratio.toFixed(2)}x of bare node-vault`);
}

// In a process of their own, so that only the adapter's memory is measured.
const many = `
  const { vaultProvider } = await import("@mailjet-secrets/vault");
  const provider = vaultProvider({ auth: { method: "appRole" } });
  const readAll = (count, parallel) => {
    let next = 0;
    const read = async () => {
      while (next < count) {
        await provider.read({ id: "tenant-" + (next++ % 50) }, { signal: new AbortController().signal });
      }
    };
    return Promise.all(Array.from({ length: parallel }, read));
  };
  await readAll(1_000, 1_000);
  const heap = () => (globalThis.gc(), process.memoryUsage().heapUsed / 2 ** 20);
  process.send("ready");
  await new Promise((resolve) => process.once("message", resolve));
  const sizes = [];
  for (let part = 0; part < 5; part += 1) {
    await readAll(${READS / 5}, 16);
    sizes.push(heap());
  }
  process.send({ sizes });
  process.disconnect();`;
const file = join(cwd, "dist", "bench-reads.mjs");
await writeFile(file, many);
const [loginsBefore, connectionsBefore] = [vault.loginCount, vault.connectionCount];
const child = fork(file, { cwd, env, execArgv: ["--expose-gc"] });
const message = () => new Promise((resolve) => child.once("message", resolve));
await message();
const logins = vault.loginCount - loginsBefore;
const connections = vault.connectionCount - connectionsBefore;
console.log(`1,000 reads of 50 secrets at the same time: ${logins} login (budget 1), ${connections} connections`);
const finished = message();
child.send("go");
const { sizes } = await finished;
console.log(`heap during ${READS.toLocaleString("en")} reads: ${sizes.map((size) => size.toFixed(1)).join(", ")} MB`);
await rm(file);
await vault.close();
