import { report } from "./report.mjs";

const FLAT = 1.05;

/** Reports the heap beside an earlier size of the same process, which `earlier` names. Budget: flat. */
export function reportHeap({ what, earlier, sizes: [theirs, ours] }) {
  report({ what, unit: "MB", ours, peer: `itself after ${earlier}`, theirs, most: FLAT });
}

/** What is left after a collection, in MB. The process was started with `--expose-gc`. */
export function heapMb() {
  for (let time = 0; time < 3; time += 1) globalThis.gc();
  return process.memoryUsage().heapUsed / 2 ** 20;
}
