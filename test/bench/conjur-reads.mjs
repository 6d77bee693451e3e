// Many reads by the Conjur adapter: logins and connections for 1,000 at a time over 50 variables, and the heap over 100,000.
// Budgets: 1 login, 16 connections, a heap that stays flat.
import { fork } from "node:child_process";
import { once, setMaxListeners } from "node:events";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { conjurProvider } from "@mailjet-secrets/conjur";
import { startConjurEmulator } from "@mailjet-secrets/testing";

const WAVES = 100;
const AT_A_TIME = 1_000;
const IDS = Array.from({ length: 50 }, (_, index) => `mailjet/tenant-${index}`);
const PAIR = JSON.stringify({
  apiKey: "00112233445566778899aabbccddeeff",
  apiSecret: "ffeeddccbbaa99887766554433221100",
});
const AUTH = {
  method: "apiKey",
  login: "host/mailjet/app",
  apiKey: "1abcdefghjkmnpqrstvwxyz0123456789abcdefghjkmnpqrstvw",
};

if (process.argv[2] === "emulator") await serve();
else await measure();

/** In a process of its own, so that its record of the requests is not in the heap that is measured. */
async function serve() {
  const emulator = await startConjurEmulator({
    roles: [{ login: AUTH.login, apiKey: AUTH.apiKey }],
    variables: Object.fromEntries(IDS.map((id) => [id, PAIR])),
  });
  const { url, account } = emulator;
  process.on("message", () => {
    const logins = emulator.received.filter(({ kind }) => kind === "login").length;
    process.send({ logins, connections: emulator.connectionCount });
  });
  process.on("disconnect", () => process.exit());
  process.send({ url, account });
}

async function measure() {
  const server = fork(import.meta.filename, ["emulator"]);
  const [{ url, account }] = await once(server, "message");
  const { signal } = new AbortController(); // one for all: a listener left on it would show in the heap
  setMaxListeners(AT_A_TIME, signal);
  const provider = conjurProvider({ applianceUrl: url, account, auth: AUTH, environment: {} });
  const wave = () =>
    Promise.all(Array.from({ length: AT_A_TIME }, (_, index) => provider.read({ id: IDS[index % 50] }, { signal })));

  await wave();
  server.send("how many?");
  const [{ logins, connections }] = await once(server, "message");
  console.log(
    `1,000 reads at a time over 50 variables: ${logins} login (budget 1), ${connections} connections (budget 16)`,
  );
  for (let count = 2; count <= WAVES / 10; count += 1) await wave();
  const early = heapMb();
  for (let count = WAVES / 10 + 1; count <= WAVES; count += 1) await wave();
  const late = heapMb();
  console.log(
    `heap after 10,000 reads ${early.toFixed(1)} MB, after 100,000 ${late.toFixed(1)} MB: ${(late / early).toFixed(2)}x`,
  );
  await provider.close();
  server.disconnect();
}

function heapMb() {
  setFlagsFromString("--expose-gc");
  runInNewContext("gc")();
  return process.memoryUsage().heapUsed / 1e6;
}
