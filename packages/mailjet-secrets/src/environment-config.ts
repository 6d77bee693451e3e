import { nearestWord } from "@mailjet-secrets/core";
import type { MailjetSecretsConfig } from "./config.ts";
import { fileSchema } from "./config-schema.ts";
import { findMistakes } from "./find-mistakes.ts";

/** Variables by name, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A layer of the configuration with what is wrong in it. */
export interface ConfigLayer {
  readonly config: MailjetSecretsConfig;
  readonly mistakes: readonly string[];
}

interface Variable {
  readonly path: readonly [string] | readonly [string, string];
  readonly parse: (text: string) => unknown;
}

/** Names the configuration file. */
export const CONFIG_VARIABLE = "MAILJET_SECRETS_CONFIG";

const VARIABLES: Readonly<Record<string, Variable>> = {
  MAILJET_SECRETS_PROVIDER: { path: ["provider"], parse: asText },
  MAILJET_SECRETS_SECRET: { path: ["secret"], parse: asText },
  MAILJET_SECRETS_REFRESH_AFTER_MS: { path: ["refreshAfterMs"], parse: asNumber },
  MAILJET_SECRETS_EXPIRE_AFTER_MS: { path: ["expireAfterMs"], parse: asNumber },
  MAILJET_SECRETS_TIMEOUT_MS: { path: ["timeoutMs"], parse: asNumber },
  MAILJET_SECRETS_ROTATION_GRACE_MS: { path: ["rotationGraceMs"], parse: asNumber },
  MAILJET_SECRETS_MAX_ACCOUNTS: { path: ["maxAccounts"], parse: asNumber },
  MAILJET_SECRETS_KEEP_FRESH: { path: ["keepFresh"], parse: asFlag },
  MAILJET_SECRETS_APPLICATION: { path: ["application"], parse: asText },
  MAILJET_SECRETS_REPORT: { path: ["report"], parse: asText },
  MAILJET_SECRETS_HOST: { path: ["mailjet", "host"], parse: asText },
  MAILJET_SECRETS_MAILJET_TIMEOUT_MS: { path: ["mailjet", "timeoutMs"], parse: asNumber },
  MAILJET_SECRETS_MAILJET_RATE_LIMIT_RETRIES: { path: ["mailjet", "rateLimitRetries"], parse: asNumber },
  MAILJET_SECRETS_MAILJET_VERSION: { path: ["mailjet", "version"], parse: asText },
  MAILJET_SECRETS_MAILJET_ALLOW_INSECURE_PROXY: { path: ["mailjet", "allowInsecureProxy"], parse: asFlag },
  MAILJET_SECRETS_MAILJET_MAX_BODY_LENGTH: { path: ["mailjet", "maxBodyLength"], parse: asNumber },
  MAILJET_SECRETS_MAILJET_MAX_CONTENT_LENGTH: { path: ["mailjet", "maxContentLength"], parse: asNumber },
};
const NAMES = [...Object.keys(VARIABLES), CONFIG_VARIABLE];

/** Reads the `MAILJET_SECRETS_*` variables. An empty one counts as not set. */
export function environmentConfig(environment: Environment): ConfigLayer {
  const config: Record<string, unknown> = {};
  for (const [name, { path, parse }] of Object.entries(VARIABLES)) {
    const text = variable(environment, name);
    if (text !== undefined) setAt(config, path, parse(text));
  }
  const { mistakes } = findMistakes(fileSchema, config);
  const wrong = mistakes.map(({ path, text }) => `${nameOf(path)}: ${text}`);
  return { config, mistakes: [...wrong, ...misspelled(environment)] };
}

/** The text of a variable without blanks around it, which `.env` files with CRLF leave behind. */
export function variable(environment: Environment, name: string): string | undefined {
  return environment[name]?.trim() || undefined;
}

/** Only what is close to a known name is refused: `MAILJET_SECRETS` may also be the prefix of somebody's own variables. */
function misspelled(environment: Environment): string[] {
  return Object.keys(environment)
    .filter((name) => name.startsWith("MAILJET_SECRETS_") && !NAMES.includes(name))
    .flatMap((name) => {
      // The only variable of `mailjet` without its word.
      if (name === "MAILJET_SECRETS_MAILJET_HOST")
        return [`${name}: is not a variable of ours (it is MAILJET_SECRETS_HOST)`];
      const nearest = nearestWord(
        name.slice("MAILJET_SECRETS_".length),
        NAMES.map((known) => known.slice("MAILJET_SECRETS_".length)),
      );
      return nearest === undefined
        ? []
        : [`${name}: is not a variable of ours (did you mean MAILJET_SECRETS_${nearest}?)`];
    });
}

function nameOf(path: readonly (string | number)[]): string {
  const found = Object.entries(VARIABLES).find(([, known]) => known.path.join() === path.join());
  return found?.[0] ?? path.join(".");
}

function setAt(config: Record<string, unknown>, path: Variable["path"], value: unknown): void {
  const [outer, inner] = path;
  config[outer] = inner === undefined ? value : { ...(config[outer] as object | undefined), [inner]: value };
}

function asText(text: string): string {
  return text;
}

/** Anything but plain digits stays text, which the schema refuses with the unit: "5m" is not 5. */
function asNumber(text: string): unknown {
  return /^\d+$/.test(text) || text === "Infinity" ? Number(text) : text;
}

function asFlag(text: string): unknown {
  if (text === "true" || text === "1") return true;
  return text === "false" || text === "0" ? false : text;
}
