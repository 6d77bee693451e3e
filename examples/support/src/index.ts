export type { Emulated, Example, Pair } from "./run-example.ts";
export { runExample } from "./run-example.ts";
