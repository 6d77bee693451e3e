import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { environmentNames } from "@mailjet-secrets/core";
import { findCutValues } from "@mailjet-secrets/env";

/**
 * Warns of Mailjet's variables in `.env` whose values the parser cut at a `#`: all that is seen of it later is a 401.
 * Other variables, and files that cannot be read, are not this function's concern.
 */
export async function cutValues(directory: string): Promise<string[]> {
  const text = await readFile(join(directory, ".env"), "utf8").catch(() => "");
  const names = (await findCutValues(text)).filter((name) => usualNames().some((usual) => name.endsWith(usual)));
  return names.map((name) => `${name} in .env was cut at a #: put the value in quotes`);
}

function usualNames(): readonly string[] {
  return (["apiKey", "apiSecret", "apiToken"] as const).flatMap(environmentNames);
}
