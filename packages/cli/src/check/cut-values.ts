import { readFile, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { environmentNames, printablePath } from "@mailjet-secrets/core";
import { findCutValues } from "@mailjet-secrets/env";
import type { OpenStore } from "../open-store.ts";
import type { Surroundings } from "../surroundings.ts";

/** As much as the provider reads of one file. */
const MOST_BYTES = 1024 * 1024;

/**
 * Warns of the secret's variables in the configured `.env` files whose values the parser cut at a `#`: all that is seen of
 * it later is a 401. Other variables, and files that cannot be read, are not this function's concern.
 */
export async function cutValues({ secret, configuration }: OpenStore, { directory }: Surroundings): Promise<string[]> {
  const files = configuration.env?.files ?? ".env";
  const wanted = [...usualNames(), ...Object.values(secret.fields ?? {})];
  const warnings: string[] = [];
  for (const file of files === false ? [] : [files].flat()) {
    const names = await findCutValues(await textOf(resolve(directory, file)));
    const ours = names.filter((name) => wanted.some((ending) => name.endsWith(ending)));
    warnings.push(...ours.map((name) => `${name} in ${printablePath(file)} was cut at a #: put the value in quotes`));
  }
  return warnings;
}

/** Empty if it cannot be read. What comes by a pipe comes once, and is the provider's. */
async function textOf(path: string): Promise<string> {
  try {
    const facts = await stat(path);
    if (!facts.isFile() || facts.size > MOST_BYTES) return "";
    const bytes = await readFile(path);
    return bytes.toString(bytes[0] === 0xff && bytes[1] === 0xfe ? "utf16le" : "utf8");
  } catch {
    return "";
  }
}

function usualNames(): readonly string[] {
  return (["apiKey", "apiSecret", "apiToken"] as const).flatMap(environmentNames);
}
