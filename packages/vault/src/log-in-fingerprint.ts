import { createHash } from "node:crypto";
import type { LogInRequest } from "./log-in.ts";

/** Tells credentials apart without keeping them. */
export function fingerprintOf({ path, body }: LogInRequest & { readonly kind: "request" }): string {
  return createHash("sha256")
    .update(JSON.stringify([path, body]))
    .digest("hex");
}
