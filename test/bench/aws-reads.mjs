// Many reads by the AWS adapter: connections and look-ups of credentials for 1,000 at a time over 50 secrets, and the heap
// over 100,000. Budgets: 16 connections, 1 look-up, a heap that stays flat.
import { fork } from "node:child_process";
import { once, setMaxListeners } from "node:events";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { awsProvider } from "@mailjet-secrets/aws";
import { startAwsEmulator } from "@mailjet-secrets/testing";

const WAVES = 100;
const AT_A_TIME = 1_000;
const NAMES = Array.from({ length: 50 }, (_, index) => `mail-${index}`);
const PAIR = { apiKey: "00112233445566778899aabbccddeeff", apiSecret: "ffeeddccbbaa99887766554433221100" };

if (process.argv[2] === "emulator") await serve();
else await measure();

/** In a process of its own, so that its record of the requests is not in the heap that is measured. */
async function serve() {
  const emulator = await startAwsEmulator({ secrets: Object.fromEntries(NAMES.map((name) => [name, PAIR])) });
  const { endpoint, region, accessKey } = emulator;
  process.on("message", () => process.send({ connections: emulator.connections }));
  process.on("disconnect", () => process.exit());
  process.send({ endpoint, region, accessKey });
}

async function measure() {
  const server = fork(import.meta.filename, ["emulator"]);
  const [{ endpoint, region, accessKey }] = await once(server, "message");
  const { signal } = new AbortController(); // one for all: a listener left on it would show in the heap
  setMaxListeners(AT_A_TIME, signal);
  let lookUps = 0;
  const credentials = async () => {
    lookUps += 1;
    return accessKey;
  };
  const provider = awsProvider({ endpoint, region, credentials });
  const wave = () =>
    Promise.all(Array.from({ length: AT_A_TIME }, (_, index) => provider.read({ id: NAMES[index % 50] }, { signal })));

  await wave();
  server.send("how many connections?");
  const [{ connections }] = await once(server, "message");
  console.log(`1,000 reads at a time over 50 secrets: ${connections} connections, ${lookUps} look-up of credentials`);
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
