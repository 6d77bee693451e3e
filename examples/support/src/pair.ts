import { randomBytes } from "node:crypto";

/** A key pair of nobody. */
export interface Pair {
  readonly apiKey: string;
  readonly apiSecret: string;
}

/** Makes up a key pair. */
export function randomPair(): Pair {
  return { apiKey: randomHalf(), apiSecret: randomHalf() };
}

/** Makes up another secret for the key of a pair, as a rotation does. */
export function withNewSecret({ apiKey }: Pair): Pair {
  return { apiKey, apiSecret: randomHalf() };
}

function randomHalf(): string {
  return randomBytes(16).toString("hex");
}
