import type { AccountSecret, CredentialFields } from "./account-secret.ts";
import { CREDENTIAL_NAMES, type CredentialRole, comparableName, NEEDED_ROLES } from "./credential-names.ts";
import { findProblem, isSmtpHost, normalizeValue } from "./credential-problem.ts";
import { isPairText } from "./find-parts.ts";
import type { CredentialKind, MailjetCredentials } from "./mailjet-credentials.ts";
import { readCredentials } from "./read-credentials.ts";
import { parseSecretText } from "./secret-text.ts";
import { SecretsError } from "./secrets-error.ts";

type Values = Readonly<Record<string, string>>;
type NewRole = Exclude<CredentialRole, "host">;

const ONE_TEXT = "value";
/** Reasons why a text is no value of anybody's. */
const HOLDS_NOTHING = /^(is empty|is one character repeated|looks like a placeholder|is masked|is a reference)/;

/**
 * The record that a store is to hold: the new credentials in the layout of what is there, and everything else as it was.
 * Without a layout, in the usual names. An API host has no place in a secret that is one text, nor in a mapping that does
 * not name it, and is left out there. Throws `INVALID_SECRET` if it cannot tell where the values belong, or something
 * foreign would be lost; `INVALID_CONFIG` for a mapping that names too little.
 */
export function mergeCredentials(found: Values, secret: AccountSecret, credentials: MailjetCredentials): Values {
  const mapping = Object.values(secret.fields ?? {}).some((name) => name !== undefined) ? secret.fields : undefined;
  if (mapping !== undefined) return { ...found, ...mappedValues(found, mapping, credentials) };
  const inside = recordInside(found);
  if (inside === undefined) return mergeGuessed(found, secret, credentials);
  // Of the whole object, since nested fields do not survive as a record of texts.
  const changed = mergeGuessed(parseSecretText(found[ONE_TEXT] ?? ""), secret, credentials);
  return { [ONE_TEXT]: JSON.stringify({ ...inside, ...changesOf(inside, changed) }) };
}

/** Credentials as one text: `key:secret`, or the token. */
function oneText(credentials: MailjetCredentials): string {
  return credentials.kind === "sms" ? credentials.apiToken() : `${credentials.apiKey()}:${credentials.apiSecret()}`;
}

function partOf(role: NewRole, credentials: MailjetCredentials): string {
  if (role === "apiToken") return credentials.apiToken();
  return role === "apiKey" ? credentials.apiKey() : credentials.apiSecret();
}

function mappedValues(found: Values, mapping: CredentialFields, credentials: MailjetCredentials): Values {
  const [first = "apiKey", ...others] = neededRoles(credentials.kind);
  const place = (role: CredentialRole): string | undefined => {
    const name = mapping[role];
    // Names with blanks around them are found all the same, so they are replaced, too.
    return name !== undefined && !Object.hasOwn(found, name)
      ? (Object.keys(found).find((candidate) => candidate.trim() === name.trim()) ?? name)
      : name;
  };
  const firstPlace = place(first);
  if (firstPlace === undefined) {
    throw new SecretsError("INVALID_CONFIG", `The mapping in fields does not name ${first}.`, {
      hint: `Add ${first} to fields.`,
    });
  }
  const [hostPlace, { host }] = [place("host"), credentials];
  const more = hostPlace === undefined || host === undefined ? {} : { [hostPlace]: host };
  // A mapping with nothing but the key reads `key:secret` from there.
  if (others.some((role) => place(role) === undefined)) return { [firstPlace]: oneText(credentials), ...more };
  const parts = [first, ...others].map((role) => [place(role) ?? "", partOf(role, credentials)]);
  return { ...Object.fromEntries(parts), ...more };
}

function mergeGuessed(found: Values, secret: AccountSecret, credentials: MailjetCredentials): Values {
  const merged = mergeParts(found, secret, credentials);
  const [{ host }, names] = [credentials, namesOf(found, "host")];
  const isOneText = Object.keys(merged).join() === ONE_TEXT;
  // The name of the mail server is something else, and a second host beside it would be refused.
  if (host === undefined || isOneText || names.some((name) => isSmtpHost(normalizeValue(found[name] ?? "")))) {
    return merged;
  }
  refuseAmbiguity(found, names, secret, credentials);
  return { ...merged, ...at(placesFor(found, "host"), host) };
}

function mergeParts(found: Values, secret: AccountSecret, credentials: MailjetCredentials): Values {
  const roles = neededRoles(credentials.kind);
  const all = [...NEEDED_ROLES.mail, ...NEEDED_ROLES.sms] as readonly NewRole[];
  const text = all.some((role) => namesOf(found, role).length > 0) ? undefined : found[ONE_TEXT];
  if (text !== undefined) return mergeText(found, text, secret, credentials);
  for (const role of roles) refuseAmbiguity(found, namesOf(found, role), secret, credentials);
  const [keyName] = filledNames(found, "apiKey");
  const isPairInKey =
    keyName !== undefined && isPairText(found[keyName] ?? "") && namesOf(found, "apiSecret").length === 0;
  if (credentials.kind === "mail" && isPairInKey)
    return { ...found, ...at(filledNames(found, "apiKey"), oneText(credentials)) };
  const values = roles.map((role) => at(placesFor(found, role), partOf(role, credentials)));
  return Object.assign({}, found, ...values) as Values;
}

/** A secret that is one text stays one, if that is what it holds; a placeholder gives way to a record. */
function mergeText(found: Values, text: string, secret: AccountSecret, credentials: MailjetCredentials): Values {
  const isPair = isPairText(text);
  if (credentials.kind === "mail" ? isPair : !isPair) return { ...found, [ONE_TEXT]: oneText(credentials) };
  const roles = neededRoles(credentials.kind);
  const record = Object.assign(
    {},
    ...roles.map((role) => at(placesFor({}, role), partOf(role, credentials))),
  ) as Values;
  if (Object.keys(found).length > 1) return { ...found, ...record };
  if (holdsNothing(normalizeValue(text))) return record;
  // Says what is there instead.
  readCredentials({ values: found }, { ...secret, kind: credentials.kind }, credentials.provider);
  return { ...found, [ONE_TEXT]: oneText(credentials) };
}

/** A long text, or an address, may be somebody's although a word in it sounds like a placeholder. */
function holdsNothing(text: string): boolean {
  return /^[\w.<>${}* -]{0,40}$/.test(text) && HOLDS_NOTHING.test(findProblem(text)?.reason ?? "");
}

/** Different values for one role are a mistake for readers too, and which of them is Mailjet's is not to be guessed. */
function refuseAmbiguity(
  found: Values,
  names: readonly string[],
  secret: AccountSecret,
  credentials: MailjetCredentials,
): void {
  const filled = names.map((name) => normalizeValue(found[name] ?? "")).filter((value) => value !== "");
  if (new Set(filled).size > 1)
    readCredentials({ values: found }, { ...secret, kind: credentials.kind }, credentials.provider);
}

/** All names that hold a value now, since readers refuse different ones; else the first; else the usual name. */
function placesFor(found: Values, role: CredentialRole): readonly string[] {
  const filled = filledNames(found, role);
  return filled.length > 0 ? filled : [namesOf(found, role)[0] ?? CREDENTIAL_NAMES[role][0] ?? role];
}

function filledNames(found: Values, role: CredentialRole): readonly string[] {
  return namesOf(found, role).filter((name) => normalizeValue(found[name] ?? "") !== "");
}

function namesOf(found: Values, role: CredentialRole): readonly string[] {
  const usual = new Set(CREDENTIAL_NAMES[role].map(comparableName));
  return Object.keys(found).filter((name) => usual.has(comparableName(name)));
}

function neededRoles(kind: CredentialKind): readonly NewRole[] {
  return NEEDED_ROLES[kind] as readonly NewRole[];
}

function at(names: readonly string[], value: string): Values {
  return Object.fromEntries(names.map((name) => [name, value]));
}

/** The JSON object in a single field `value`, whole. */
function recordInside(found: Values): Readonly<Record<string, unknown>> | undefined {
  const { [ONE_TEXT]: text, ...others } = found;
  if (text === undefined || Object.keys(others).length > 0 || ONE_TEXT in parseSecretText(text)) return undefined;
  const parsed: unknown = JSON.parse(text.replace(/^\uFEFF/, ""));
  return (typeof parsed === "string" ? JSON.parse(parsed) : parsed) as Readonly<Record<string, unknown>>;
}

/** What is new, so that a number beside it stays a number. */
export function changesOf(before: Readonly<Record<string, unknown>>, after: Values): Values {
  return Object.fromEntries(Object.entries(after).filter(([name, value]) => String(before[name]) !== value));
}
