import { setMaxListeners } from "node:events";
import { BARE_READERS } from "../support/bare-reads.mjs";
import { ask } from "../support/child.mjs";
import { heapMb, reportHeap } from "../support/heap.mjs";
import { report } from "../support/report.mjs";

const AT_A_TIME = 1_000;
const MOST_CONNECTIONS = 16;
const { signal } = new AbortController(); // one for all: a listener left on it would show in the heap
setMaxListeners(AT_A_TIME, signal);
let lookUps = 0;

const STORES = {
  aws: {
    login: "Look-ups of AWS credentials",
    open: async () => (await import("@mailjet-secrets/aws")).awsProvider({ credentials }),
    peer: "bare AWS SDK",
  },
  vault: {
    login: "Logins at Vault",
    open: async () => (await import("@mailjet-secrets/vault")).vaultProvider({ auth: { method: "appRole" } }),
    peer: "bare node-vault",
  },
  conjur: {
    login: "Logins at Conjur",
    open: async () => (await import("@mailjet-secrets/conjur")).conjurProvider(),
    peer: "bare fetch",
  },
};

const [name, ...ids] = process.argv.slice(2);
const store = STORES[name];
const provider = await store.open();
const read = (id) => provider.read({ id }, { signal });
const ours = await countedBy(() => wave(read));
const sizes = [];
for (let waves = 1; waves <= 100; waves += 1) {
  if (waves > 1) await wave(read);
  if (waves === 10 || waves === 100) sizes.push(heapMb());
}
await provider.close();
const theirs = await countedBy(async () => wave(await BARE_READERS[store.peer]({ credentials })));

const reads = "1,000 reads at once of 50 secrets";
for (const [what, unit, most] of [
  [`${store.login} for ${reads}`, "logins", 1],
  [`Connections to ${name} for ${reads}`, "connections", MOST_CONNECTIONS],
]) {
  report({ what, unit, ours: ours[unit], peer: store.peer, theirs: theirs[unit], bound: "ours", most });
}
reportHeap({ what: `Heap after 100,000 reads by adapter ${name}`, earlier: "10,000", sizes });
process.exit();

function wave(readOne) {
  return Promise.all(Array.from({ length: AT_A_TIME }, (_, index) => readOne(ids[index % ids.length])));
}

/** How many connections and logins some work needs. */
async function countedBy(work) {
  const before = await counts();
  await work();
  const after = await counts();
  return { connections: after.connections - before.connections, logins: after.logins - before.logins };
}

async function counts() {
  const { connections, logins = lookUps } = await ask();
  return { connections, logins };
}

async function credentials() {
  lookUps += 1;
  return { accessKeyId: process.env.AWS_ACCESS_KEY_ID, secretAccessKey: process.env.AWS_SECRET_ACCESS_KEY };
}
