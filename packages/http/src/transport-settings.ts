import { MAX_TIMER_MS, systemClock } from "@mailjet-secrets/core";
import type { TransportOptions } from "./transport.ts";

type WithDefault = "connectTimeoutMs" | "timeoutMs" | "maxResponseBytes" | "clock";

/** Options with their defaults. */
export type TransportSettings = TransportOptions & Required<Pick<TransportOptions, WithDefault>>;

interface Kind {
  readonly words: string;
  readonly fits: (value: unknown) => boolean;
}

const DEFAULTS: Required<Pick<TransportOptions, WithDefault>> = {
  connectTimeoutMs: 5_000,
  timeoutMs: 10_000,
  maxResponseBytes: 1_048_576,
  clock: systemClock,
};

const TEXT: Kind = { words: "a text", fits: isText };
const SWITCH: Kind = { words: "true or false", fits: (value) => typeof value === "boolean" };
const FUNCTION: Kind = { words: "a function", fits: (value) => typeof value === "function" };
const LIMIT: Kind = { words: `a number from 1 to ${MAX_TIMER_MS}`, fits: isLimit };
const OPTIONAL: Readonly<Record<Exclude<keyof TransportOptions, "provider" | "baseUrl" | "clock">, Kind>> = {
  allowInsecureHttp: SWITCH,
  caCertificates: { words: "a list of texts", fits: (value) => Array.isArray(value) && value.every(isText) },
  clientCertificate: { words: "{ certificate, key, passphrase }, all of them texts", fits: isPair },
  serverName: TEXT,
  verifyCertificate: SWITCH,
  proxy: { words: "a text, or false", fits: (value) => isText(value) || value === false },
  socketPath: TEXT,
  connectTimeoutMs: LIMIT,
  timeoutMs: LIMIT,
  maxResponseBytes: LIMIT,
  followRedirect: FUNCTION,
  headers: { words: "an object of texts", fits: (value) => isObject(value) && Object.values(value).every(isText) },
};

/** Fills in the defaults. Throws `TypeError` that names an option of the wrong kind, or a limit that is none. */
export function transportSettings(options: TransportOptions): TransportSettings {
  check("provider", TEXT, options.provider);
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  for (const [name, value] of given) {
    if (Object.hasOwn(OPTIONAL, name)) check(name, OPTIONAL[name as keyof typeof OPTIONAL], value);
  }
  return { ...DEFAULTS, ...(Object.fromEntries(given) as unknown as TransportOptions) };
}

/** Throws `TypeError` for a number that cannot be a limit: nothing here is allowed to last, or grow, for ever. */
export function checkLimit(name: string, value: unknown): void {
  check(name, LIMIT, value);
}

function check(name: string, { words, fits }: Kind, value: unknown): void {
  if (!fits(value)) throw new TypeError(`${name} must be ${words}.`);
}

function isText(value: unknown): boolean {
  return typeof value === "string";
}

function isLimit(value: unknown): boolean {
  return typeof value === "number" && value >= 1 && value <= MAX_TIMER_MS;
}

function isPair(value: unknown): boolean {
  if (!isObject(value) || !isText(value["certificate"]) || !isText(value["key"])) return false;
  return value["passphrase"] === undefined || isText(value["passphrase"]);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
