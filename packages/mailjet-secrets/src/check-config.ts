import type { MailjetSecretsConfig } from "./config.ts";
import { codeSchema } from "./config-schema.ts";
import { findMistakes } from "./find-mistakes.ts";
import { formatMistake, refuseMistakes } from "./mistake.ts";

/** As `Mailjet.apiConnect(key, secret)` does. */
const TAKES_NO_KEYS =
  "must be an object, and no key: set MJ_APIKEY_PUBLIC and MJ_APIKEY_PRIVATE in the environment, or name a store";

/** Checks the object that code gives. Throws one `INVALID_CONFIG` with all mistakes; gives a copy of its own. */
export function checkConfig(config: unknown): MailjetSecretsConfig {
  if (typeof config === "string") refuseMistakes([TAKES_NO_KEYS]);
  const { value, mistakes } = findMistakes(codeSchema, config);
  refuseMistakes(mistakes.map((mistake) => formatMistake(mistake)));
  const checked = value as MailjetSecretsConfig;
  refuseMistakes(durationMistakes(checked));
  return checked;
}

/** Where only one of them is given, the factory compares it with what the environment, the file and the defaults say. */
function durationMistakes({
  refreshAfterMs = 0,
  expireAfterMs = Number.POSITIVE_INFINITY,
}: MailjetSecretsConfig): string[] {
  return refreshAfterMs <= expireAfterMs ? [] : ["refreshAfterMs: must not be more milliseconds than expireAfterMs"];
}
