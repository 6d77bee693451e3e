import { fork } from "node:child_process";
import { once, setMaxListeners } from "node:events";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

const WAVES = 100;
const AT_A_TIME = 1_000;

/**
 * Reads by an adapter, 1,000 at a time over `ids`, 100,000 in all, and prints the counts after the first thousand and the
 * heap at 10,000 and at 100,000.
 *
 * `file`: the benchmark's own, which runs once more for the emulator: in a process of its own, so that its record of the
 * requests is not in the heap that is measured. `start` makes the emulator there; `settings` says what `open` needs to
 * know of it, as JSON; `count` names and counts what it saw; `open` creates the provider, and may return more counts.
 */
export async function manyReads({ file, ids, start, settings, count, open }) {
  if (process.argv[2] === "emulator") await serve(await start(), settings, count);
  else await measure(file, ids, open);
}

async function serve(emulator, settings, count) {
  process.on("message", () => process.send(count(emulator)));
  process.on("disconnect", () => process.exit());
  process.send(settings(emulator));
}

async function measure(file, ids, open) {
  const server = fork(file, ["emulator"]);
  const [settings] = await once(server, "message");
  const { provider, counts = () => ({}) } = open(settings);
  const { signal } = new AbortController(); // one for all: a listener left on it would show in the heap
  setMaxListeners(AT_A_TIME, signal);
  const read = (index) => provider.read({ id: ids[index % ids.length] }, { signal });
  const wave = () => Promise.all(Array.from({ length: AT_A_TIME }, (_, index) => read(index)));

  await wave();
  server.send("how many?");
  const [seen] = await once(server, "message");
  const counted = Object.entries({ ...seen, ...counts() }).map(([name, number]) => `${name} ${number}`);
  console.log(`1,000 reads at a time over ${ids.length} secrets: ${counted.join(", ")}`);
  for (let number = 2; number <= WAVES / 10; number += 1) await wave();
  const early = heapMb();
  for (let number = WAVES / 10 + 1; number <= WAVES; number += 1) await wave();
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
