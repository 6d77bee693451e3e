import { printableName, type SecretsError } from "@mailjet-secrets/core";
import { type Environment, vaultVariable } from "./environment.ts";
import { shownFile } from "./shown-names.ts";
import { readTextFile } from "./text-file.ts";
import { vaultError } from "./vault-failure.ts";

type Places<Name extends string> = Name | `${Name}File` | `${Name}Variable`;

/**
 * A credential from one place: itself (`secretId`), a file that holds it (`secretIdFile`) or the environment variable of
 * that name (`secretIdVariable`). File and variable are read again at every login.
 */
export type CredentialFrom<Name extends string> = {
  [Place in Places<Name>]: { readonly [Given in Place]: string } & {
    readonly [Other in Exclude<Places<Name>, Place>]?: never;
  };
}[Places<Name>];

/** {@link CredentialFrom}, or nothing of it. */
export type OptionalCredentialFrom<Name extends string> =
  | CredentialFrom<Name>
  | { readonly [Place in Places<Name>]?: never };

/** Which credential to read. */
export interface WantedCredential {
  readonly name: string;
  /** Ending of the variable (`VAULT_…`, `BAO_…`) that is read if the options give no place. */
  readonly fallback?: string;
  /** Whether blanks and all characters of the world are allowed inside, as in a password. @default false */
  readonly free?: boolean;
}

/** What reading a credential needs to know. */
export interface CredentialContext {
  readonly environment: Environment;
  readonly signal: AbortSignal;
}

// What can be sent in a header; blanks and line breaks at the ends were trimmed before.
const PRINTABLE = /^[\x21-\x7e]+$/;
const FREE = /^[^\p{Cc}\p{Cs}]+$/u;
// Anything else is not a variable's name, and may be the credential itself in the wrong place.
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * Reads a credential from the place that the options give, else from its usual variable. Trims it. Absence: there is
 * none. Throws `INVALID_CONFIG` without quoting it.
 */
export async function readCredential(
  options: object,
  wanted: WantedCredential,
  { environment, signal }: CredentialContext,
): Promise<string | undefined> {
  const { name, fallback } = wanted;
  const given = givenPlace(options, name);
  if (given === undefined) {
    const text = fallback === undefined ? undefined : vaultVariable(environment, fallback);
    return text === undefined ? undefined : checked(text, wanted, `VAULT_${fallback} (or BAO_${fallback})`);
  }
  const [place, value] = given;
  if (place === name) return checked(value, wanted, `auth.${name}`);
  if (place === `${name}File`) {
    return checked(await readTextFile(value, `auth.${place}`, signal), wanted, shownFile(value) ?? `auth.${place}`);
  }
  const variable = VARIABLE.test(value) ? printableName(value) : `that auth.${place} names`;
  const text = Object.hasOwn(environment, value) ? environment[value] : undefined;
  if (text !== undefined) return checked(text, wanted, `The environment variable ${variable}`);
  throw invalid(`The environment variable ${variable} (auth.${place}) is not set.`, "Set it, or name another one.");
}

/**
 * Checks a credential that a function of the options gave, and trims it. `source`: the beginning of the message. Throws
 * `INVALID_CONFIG` without quoting it.
 */
export function checkedCredential(given: unknown, source: string): string {
  if (typeof given !== "string") throw invalid(`${source} is no text.`, "It has to be the credential, as a text.");
  return checked(given, { name: "" }, source);
}

/** Which of the places is given, with what. Throws `INVALID_CONFIG` if several are, or if it is no text. */
function givenPlace(options: object, name: string): readonly [place: string, value: string] | undefined {
  const given = Object.entries(options).filter(
    ([option, value]) => value !== undefined && [name, `${name}File`, `${name}Variable`].includes(option),
  );
  const [first] = given;
  if (first === undefined) return undefined;
  const places = given.map(([place]) => `auth.${place}`).join(" and ");
  if (given.length > 1) throw invalid(`${places} are given, and one is needed.`, "Leave out all but one.");
  if (typeof first[1] !== "string" || first[1].trim() === "") {
    throw invalid(`${places} is empty, or is no text.`, "Fill it in, or leave it out.");
  }
  return first;
}

function checked(raw: string, { free = false }: WantedCredential, source: string): string {
  const text = raw.trim();
  if (!free && text.startsWith("{")) {
    throw invalid(
      `${source} holds JSON where a bare credential is needed.`,
      "A sink must not be wrapped or encrypted.",
    );
  }
  if ((free ? FREE : PRINTABLE).test(text)) return text;
  throw invalid(
    `${source} ${text === "" ? "is empty" : "holds a blank, a line break or a character that cannot be sent"}.`,
    "It has to hold the credential alone, in one line.",
  );
}

function invalid(message: string, hint: string): SecretsError {
  return vaultError("INVALID_CONFIG", message, { hint });
}
