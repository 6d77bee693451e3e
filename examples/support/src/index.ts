export { emulatedEnvironment, isLive, liveEnvironment } from "./environments.ts";
export type { Pair } from "./pair.ts";
export { randomPair, withNewSecret } from "./pair.ts";
export type { Emulated, Example } from "./run-example.ts";
export { runExample } from "./run-example.ts";
