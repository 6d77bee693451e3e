import type { AccountSecret, CredentialFields } from "./account-secret.ts";
import { CREDENTIAL_NAMES, type CredentialRole, comparableName, NEEDED_ROLES } from "./credential-names.ts";
import { type CredentialProblem, normalizeValue } from "./credential-problem.ts";
import type { CredentialKind } from "./mailjet-credentials.ts";
import { printableName } from "./printable-name.ts";
import type { SecretSnapshot } from "./provider.ts";
import { parseSecretText } from "./secret-text.ts";

/** One part of a secret, normalised. */
export interface Part {
  readonly text: string;
  /** Where it was found, for messages: `field "api_key"`, or in the words of the provider. */
  readonly place: string;
}

/** The parts in words for people. */
export const ROLE_WORDS: Readonly<Record<CredentialRole, string>> = {
  apiKey: "API key",
  apiSecret: "secret key",
  apiToken: "SMS token",
  host: "API host",
};

export type Parts = Readonly<Partial<Record<CredentialRole, Part>>>;
type StoredParts = ReadonlyMap<string, Part>;
type Found = Part | CredentialProblem | undefined;
type Find = (role: CredentialRole) => Found;

/** The name under which a secret that is one text arrives. */
const ONE_TEXT = "value";
const PAIR = /^([^:\s{]+)\s*:(?!\/\/)\s*([^:]+)$/;
const ROLES: Readonly<Record<CredentialKind, readonly CredentialRole[]>> = {
  mail: [...NEEDED_ROLES.mail, "host"],
  sms: [...NEEDED_ROLES.sms, "host"],
};
const NAME_FIELDS: Readonly<Record<CredentialKind, string>> = {
  mail: 'Name the fields: { id: "…", fields: { apiKey: "…", apiSecret: "…" } }.',
  sms: 'Name the field: { id: "…", kind: "sms", fields: { apiToken: "…" } }.',
};

/**
 * Finds the parts that a kind of account needs in what a provider read, and tells what hinders. A mapping is taken by
 * its word; without one the parts are found by their usual names, or in the one text of the secret. `key:secret` is
 * taken apart wherever it stands for the API key.
 */
export function findParts(
  snapshot: SecretSnapshot,
  secret: AccountSecret,
): { readonly parts: Parts; readonly problems: readonly CredentialProblem[] } {
  const inside = recordInside(snapshot.values);
  if (inside !== undefined && secret.fields === undefined) return findParts({ ...snapshot, values: inside }, secret);
  const kind = secret.kind ?? "mail";
  const mapping = Object.values(secret.fields ?? {}).some((name) => name !== undefined) ? secret.fields : undefined;
  const stored = storedParts(snapshot, mapping === undefined);
  const oneText = mapping === undefined ? findOneText(stored) : undefined;
  const find: Find = (role) => {
    if (mapping !== undefined) return lookUp(stored, role, mapping[role]);
    return oneText !== undefined && role === NEEDED_ROLES[kind][0] ? oneText : guess(stored, role, kind);
  };

  const found = ROLES[kind].map((role) => [role, find(role)] as const);
  const problems = found.flatMap(([, item]) => (isProblem(item) ? [item] : []));
  const whole = Object.fromEntries(found.filter(([, item]) => item !== undefined && !isProblem(item))) as Parts;
  const parts = splitPair(whole);
  const foreign = otherKind(kind, parts, find);
  if (foreign !== undefined) return { parts: {}, problems: [foreign] };
  const missing = NEEDED_ROLES[kind].filter((role) => parts[role] === undefined && find(role) === undefined);
  if (missing.length > 0 && oneText !== undefined) return { parts: {}, problems: [notAPair(oneText.text)] };
  return { parts, problems: [...problems, ...missing.map((role) => absent(role, kind, mapping, stored.size))] };
}

/** Whether a text is a key pair in one: `key:secret`. */
export function isPairText(text: string): boolean {
  return PAIR.test(normalizeValue(text));
}

/** The record in a single field `value` that holds JSON, as a store's command line makes it of a file. */
function recordInside(values: SecretSnapshot["values"]): Record<string, string> | undefined {
  const { [ONE_TEXT]: text, ...others } = values;
  if (text === undefined || Object.keys(others).length > 0) return undefined;
  const record = parseSecretText(text);
  return ONE_TEXT in record ? undefined : record;
}

function storedParts({ values, origins }: SecretSnapshot, unnamed: boolean): StoredParts {
  const names = Object.keys(values);
  const place = (name: string): string =>
    origins?.[name] ?? (unnamed && name === ONE_TEXT && names.length === 1 ? "its text" : field(name));
  return new Map(names.map((name) => [name, { text: normalizeValue(values[name] ?? ""), place: place(name) }]));
}

function findOneText(stored: StoredParts): Part | undefined {
  const named = [...NEEDED_ROLES.mail, ...NEEDED_ROLES.sms].some((role) => candidates(stored, role).length > 0);
  return named ? undefined : stored.get(ONE_TEXT);
}

function candidates(stored: StoredParts, role: CredentialRole): Part[] {
  const usual = new Set(CREDENTIAL_NAMES[role].map(comparableName));
  return [...stored].filter(([name]) => usual.has(comparableName(name))).map(([, part]) => part);
}

function guess(stored: StoredParts, role: CredentialRole, kind: CredentialKind): Found {
  const found = candidates(stored, role);
  const filled = found.filter((part) => part.text !== "");
  if (new Set(filled.map((part) => part.text)).size <= 1) return filled[0] ?? found[0];
  const places = filled.map((part) => part.place).join(" and ");
  return {
    reason: `has different values for the ${ROLE_WORDS[role]}: ${places}`,
    hint: `Remove one, or choose. ${NAME_FIELDS[kind]}`,
  };
}

function lookUp(stored: StoredParts, role: CredentialRole, name: string | undefined): Found {
  if (name === undefined) return undefined;
  const found = stored.get(name) ?? [...stored].find(([candidate]) => candidate.trim() === name.trim())?.[1];
  return found ?? { reason: `has no ${field(name)} for the ${ROLE_WORDS[role]}`, hint: "Check the mapping in fields." };
}

function splitPair(parts: Parts): Parts {
  const { apiKey, apiSecret } = parts;
  const halves = apiSecret === undefined ? PAIR.exec(apiKey?.text ?? "") : null;
  if (apiKey === undefined || halves === null) return parts;
  const [, key = "", secret = ""] = halves;
  return {
    ...parts,
    apiKey: { ...apiKey, text: normalizeValue(key) },
    apiSecret: { ...apiKey, text: normalizeValue(secret) },
  };
}

/** The other kind of credentials, if they are all there is. */
function otherKind(kind: CredentialKind, parts: Parts, find: Find): CredentialProblem | undefined {
  const { apiToken } = parts;
  const pairAsToken = apiToken !== undefined && PAIR.test(apiToken.text) ? apiToken : undefined;
  if (pairAsToken === undefined && NEEDED_ROLES[kind].some((role) => find(role) !== undefined)) return undefined;
  const other = kind === "mail" ? "sms" : "mail";
  const found = pairAsToken ?? NEEDED_ROLES[other].map(find).find((item) => item !== undefined && !isProblem(item));
  if (found === undefined || isProblem(found)) return undefined;
  const [has, needs] = kind === "mail" ? ["an SMS token", "a key pair"] : ["a key pair", "an SMS token"];
  return {
    reason: `holds ${has} (${found.place}), and this account needs ${needs}`,
    hint: `Set kind: "${other}", or read another secret.`,
  };
}

function notAPair(text: string): CredentialProblem {
  if (text === "") return { reason: "is empty", hint: "Store the pair there, as JSON or as key:secret." };
  return text.startsWith("{")
    ? {
        reason: "looks like JSON and is not valid JSON",
        hint: "Store the record again; shells on Windows lose the quotation marks.",
      }
    : { reason: "is one text, and neither a JSON object with the pair nor key:secret", hint: NAME_FIELDS.mail };
}

function absent(
  role: CredentialRole,
  kind: CredentialKind,
  mapping: CredentialFields | undefined,
  count: number,
): CredentialProblem {
  const what = `has no ${ROLE_WORDS[role]}`;
  if (mapping !== undefined) return { reason: `${what}: fields does not name it`, hint: `Add ${role} to fields.` };
  const names = [CREDENTIAL_NAMES[role][0], CREDENTIAL_NAMES[role].find((name) => name === name.toLowerCase())];
  const looked = count === 1 ? "its one field is not" : `none of its ${count} fields is`;
  return { reason: `${what}: ${looked} called ${names.join(", ")} or alike`, hint: NAME_FIELDS[kind] };
}

function field(name: string): string {
  return `field "${printableName(name)}"`;
}

function isProblem(item: Found): item is CredentialProblem {
  return item !== undefined && "reason" in item;
}
