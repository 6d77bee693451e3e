import { cleanPath } from "./secret-path.ts";
import { vaultError } from "./vault-failure.ts";

const PRINTABLE = /^[\x21-\x7e]*$/;

/**
 * Cleans a namespace: no outer spaces or slashes; empty for the root namespace, which the tools write "root" and "/" too.
 * `option`: where it comes from, for the hint. Throws `INVALID_CONFIG`.
 */
export function cleanNamespace(namespace: string, option: string): string {
  const clean = namespace.trim().replace(/^\/+|\/+$/g, "");
  if (clean === "" || clean === "root") return "";
  if (PRINTABLE.test(clean)) return cleanPath(clean, "The namespace");
  throw vaultError("INVALID_CONFIG", "The namespace holds a character that cannot be sent.", {
    hint: `Check ${option}.`,
  });
}
