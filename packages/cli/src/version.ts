import { readFileSync } from "node:fs";

/** The version of this package. */
export function cliVersion(): string {
  // One folder up from the sources and from what is built of them.
  const manifest = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as { version: string };
  return manifest.version;
}
