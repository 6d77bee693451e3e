import { createHash } from "node:crypto";

/** Makes 32 hexadecimal digits that two runs of a test see alike. */
export function pseudoSecret(seed: string): string {
  return createHash("sha256").update(`mailjet emulator ${seed}`).digest("hex").slice(0, 32);
}
