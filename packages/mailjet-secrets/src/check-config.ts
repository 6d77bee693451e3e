import type { MailjetSecretsConfig } from "./config.ts";
import { codeSchema } from "./config-schema.ts";
import { findMistakes } from "./find-mistakes.ts";
import { formatMistake, refuseMistakes } from "./mistake.ts";

/** Checks the object that code gives. Throws one `INVALID_CONFIG` with all mistakes; gives a copy of its own. */
export function checkConfig(config: unknown): MailjetSecretsConfig {
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
