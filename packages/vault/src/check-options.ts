import { checkOptionNames, MAX_TIMER_MS } from "@mailjet-secrets/core";
import { vaultError } from "./vault-failure.ts";

/** What an option may be, and how a message says that. */
export interface OptionKind {
  readonly words: string;
  readonly fits: (value: unknown) => boolean;
}

/** Kinds of options by their names. */
export type OptionKinds = Readonly<Record<string, OptionKind>>;

const UNUSABLE = /[\p{Cc}\p{Cs}]/u;
const HOST = /^[^\s/@]+$/;

const isText = (value: unknown): value is string => typeof value === "string";

/** Any text: a credential, a path, PEM. What is in it is checked where it is used. */
export const TEXT: OptionKind = { words: "a text", fits: isText };
/** A text that goes to the server as it is. */
export const NAME: OptionKind = {
  words: "a text without control characters and halves of characters",
  fits: (value) => isText(value) && !UNUSABLE.test(value),
};
export const SWITCH: OptionKind = { words: "true or false", fits: (value) => typeof value === "boolean" };
export const FUNCTION: OptionKind = {
  words: "a function, which can be given in code only",
  fits: (value) => typeof value === "function",
};
export const OBJECT: OptionKind = { words: "an object", fits: isObject };
export const VARIABLES: OptionKind = {
  words: "an object of texts",
  fits: (value) => isObject(value) && Object.values(value).every((text) => text === undefined || isText(text)),
};
export const HOSTS: OptionKind = {
  words: 'a list of host names, as in ["vault-2.example.com"] or ["vault-2.example.com:8200"]',
  fits: (value) => Array.isArray(value) && value.every((host) => isText(host) && HOST.test(host)),
};
export const DURATION: OptionKind = {
  words: `a number of milliseconds from 1 to ${MAX_TIMER_MS}`,
  fits: (value) => typeof value === "number" && value >= 1 && value <= MAX_TIMER_MS,
};

/**
 * Checks names and kinds of options, for those who have no compiler that does. `prefix`: what stands before their names
 * in messages, as in `auth.`. Throws `INVALID_CONFIG`, and never quotes a value.
 */
export function checkOptions(options: object, kinds: OptionKinds, prefix = ""): void {
  const names = Object.keys(kinds).map((name) => prefix + name);
  checkOptionNames("vault", isObject(options) ? withPrefix(options, prefix) : options, names);
  for (const [name, value] of Object.entries(options)) {
    const kind = kinds[name];
    if (value === undefined || kind === undefined || kind.fits(value)) continue;
    throw vaultError("INVALID_CONFIG", `${prefix}${name} cannot be this.`, { hint: `It must be ${kind.words}.` });
  }
}

function withPrefix(options: object, prefix: string): object {
  return Object.fromEntries(Object.keys(options).map((name) => [prefix + name, true]));
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
