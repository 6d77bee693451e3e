import { checkOptionNames, MAX_TIMER_MS, SecretsError } from "@mailjet-secrets/core";
import type { AwsProviderOptions } from "./aws-options.ts";

interface Kind {
  readonly fits: (value: unknown) => boolean;
  readonly words: string;
}

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;
const isFunction = (value: unknown): boolean => typeof value === "function";
const text: Kind = {
  fits: (value) => typeof value === "string" && value.trim() !== "",
  words: "a text that is not empty",
};
const duration: Kind = {
  fits: (value) => typeof value === "number" && value >= 1 && value <= MAX_TIMER_MS,
  words: `1 to ${MAX_TIMER_MS} milliseconds`,
};
const flag: Kind = { fits: (value) => typeof value === "boolean", words: "true or false" };
const via: Kind = {
  fits: (value) => ["sdk", "agent", "extension"].includes(String(value)),
  words: '"sdk", "agent" or "extension"',
};
const port: Kind = {
  fits: (value) => Number.isInteger(value) && Number(value) > 0 && Number(value) < 65_536,
  words: "a number from 1 to 65535",
};
const credentials: Kind = {
  fits: (value) => isFunction(value) || (isObject(value) && "accessKeyId" in value && "secretAccessKey" in value),
  words: "an object with accessKeyId and secretAccessKey, or a function that gives one",
};
const client: Kind = {
  fits: (value) => isObject(value) && isFunction((value as Readonly<Record<string, unknown>>)["send"]),
  words: "a SecretsManagerClient",
};
const clock: Kind = { fits: isObject, words: "an object with now, monotonic and schedule" };

const COMMON: Readonly<Record<string, Kind>> = { via, clock };
const BOUNDS: Readonly<Record<string, Kind>> = { connectTimeoutMs: duration, timeoutMs: duration };
const BY_CLIENT: Readonly<Record<string, Kind>> = { ...COMMON, client };
const BY_AGENT: Readonly<Record<string, Kind>> = { ...COMMON, ...BOUNDS, port, token: text, tokenFile: text };
const BY_SDK: Readonly<Record<string, Kind>> = {
  ...COMMON,
  ...BOUNDS,
  region: text,
  profile: text,
  endpoint: text,
  allowInsecureHttp: flag,
  credentials,
  roleArn: text,
  externalId: text,
};
const ALL: Readonly<Record<string, Kind>> = { ...BY_CLIENT, ...BY_AGENT, ...BY_SDK };

/** Throws `INVALID_CONFIG` that names the option which does not exist, does not go with the others, or cannot be right. */
export function checkOptions(options: AwsProviderOptions): void {
  checkOptionNames("aws", options, Object.keys(ALL));
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  for (const [name, value] of given) {
    // The value is not shown: a token may have got into the wrong option.
    if (ALL[name]?.fits(value) !== true) throw invalid(`The option ${name} is not ${ALL[name]?.words}.`);
  }
  const [way, known] = wayOf(options);
  const stranger = given.map(([name]) => name).find((name) => !Object.hasOwn(known, name));
  if (stranger === undefined) return;
  throw invalid(
    `The option ${stranger} does not go with ${way}.`,
    `With it there are ${Object.keys(known).join(", ")}.`,
  );
}

function wayOf(options: AwsProviderOptions): readonly [way: string, known: Readonly<Record<string, Kind>>] {
  if (options.via === "agent" || options.via === "extension") return [`via: "${options.via}"`, BY_AGENT];
  return options.client === undefined ? ['via: "sdk"', BY_SDK] : ["client", BY_CLIENT];
}

function invalid(message: string, hint?: string): SecretsError {
  return new SecretsError("INVALID_CONFIG", message, { provider: "aws", ...(hint === undefined ? {} : { hint }) });
}
