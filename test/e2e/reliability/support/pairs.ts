import { createHash } from "node:crypto";

/** A key pair, as it stands in a store. */
export interface Pair {
  readonly apiKey: string;
  readonly apiSecret: string;
}

/** The pair with the secret of that number; the key is always the same, as after a reset. */
export function pair(number: number): Pair {
  const apiSecret = `${number.toString(16).padStart(8, "0")}33445566778899aabbccddee`;
  return { apiKey: "00112233445566778899aabbccddeeff", apiSecret };
}

/** A pair that Mailjet never knew. */
export const WRONG_PAIR: Pair = { ...pair(0), apiSecret: "ffeeddccbbaa99887766554433221100" };

/** The fingerprint by which the library and the emulator show the pair. */
export function fingerprint({ apiKey, apiSecret }: Pair): string {
  return createHash("sha256").update(`${apiKey}:${apiSecret}`).digest("hex").slice(0, 8);
}
