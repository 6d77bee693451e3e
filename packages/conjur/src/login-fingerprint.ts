import { createHash } from "node:crypto";

/** Makes of the texts by which a login is known one that tells it apart from others without keeping them. */
export function loginFingerprint(...texts: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(texts)).digest("hex");
}
