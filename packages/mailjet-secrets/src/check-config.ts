import type { MailjetSecretsConfig } from "./config.ts";
import { codeSchema } from "./config-schema.ts";
import { findMistakes } from "./find-mistakes.ts";
import { formatMistake, refuseMistakes } from "./mistake.ts";

/** Checks the object that code gives. Throws one `INVALID_CONFIG` with all mistakes; gives a copy of its own. */
export function checkConfig(config: unknown): MailjetSecretsConfig {
  const { value, mistakes } = findMistakes(codeSchema, config);
  refuseMistakes(mistakes.map((mistake) => formatMistake(mistake)));
  return value as MailjetSecretsConfig;
}
