import type { FoundKeys, KeyKind } from "./key-finding.ts";
import type { LineIndex } from "./line-index.ts";
import { type MailjetContext, mailjetContext } from "./mailjet-context.ts";
import { nameOfValue, type Role, type ValueName } from "./name-of-value.ts";
import type { Half } from "./values-in.ts";

/** What was found out about one or two values. */
export interface Verdict {
  readonly kind: KeyKind;
  readonly values: readonly { readonly index: number; readonly length: number }[];
  readonly keys: FoundKeys;
}

interface Named extends Half {
  readonly name: ValueName;
  readonly end: number;
}

interface Surroundings {
  readonly text: string;
  readonly context: MailjetContext;
  readonly lines: () => LineIndex;
  /** Lock files: only names count, since they speak of every package. */
  readonly onlyNamed: boolean;
  /** Values without names of which one follows the other: hashes of something, and no pair. */
  readonly listed: ReadonlySet<Half>;
}

const MOST_LINES_APART = 3;
const MOST_CHARACTERS_APART = 300;
const MOST_VALUES_APART = 5;
const SHORTEST_LIST = 5;
const MOST_CHARACTERS_IN_LIST = 100;
const LOCK_FILE =
  /(?:^|[\\/])(?:[\w.-]+\.lockb?|package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|go\.sum|[\w.-]*\.lock\.json)$/i;
const JOINED = /^(?::|%3a)$/i;
const URL_BEFORE = /(smtps?|[a-z]+\+smtps?|[a-z]+\+api|https?):\/\/$/i;
const HOST_AFTER = /^@([\w.-]+)/;

/** Decides which values are keys: both halves of a pair, or one alone where its name leaves no doubt. */
export function pairsAmong(
  text: string,
  { halves, path, lines }: { halves: readonly Half[]; path: string; lines: () => LineIndex },
): Verdict[] {
  if (halves.length === 0) return [];
  const context = mailjetContext(text, path, lines);
  if (context === undefined) return [];
  const named = halves.flatMap((half, at): Named[] => {
    if (!context.isInReach(half.index)) return [];
    const before = halves[at - 1];
    const end = half.index + half.length;
    const name = nameOfValue(text, before === undefined ? 0 : before.index + before.length, half.index, end);
    const inSection = name.type === "key" && context.isInSection(half.index);
    return [{ ...half, end, name: inSection ? { ...name, type: "mailjet-key" } : name }];
  });
  return [...verdictsOn(named, { text, context, lines, onlyNamed: LOCK_FILE.test(path), listed: listsAmong(named) })];
}

function listsAmong(named: readonly Named[]): ReadonlySet<Half> {
  const listed = new Set<Half>();
  let run: Named[] = [];
  for (const value of named) {
    const before = run.at(-1);
    const goesOn = before !== undefined && value.index - before.end <= MOST_CHARACTERS_IN_LIST && !isNamed(value);
    run = goesOn ? [...run.slice(1 - SHORTEST_LIST), value] : [value];
    if (run.length === SHORTEST_LIST) for (const one of run) listed.add(one);
  }
  return listed;
}

const isNamed = ({ name }: Named): boolean => name.type === "key" || name.type === "mailjet-key";

function* verdictsOn(named: readonly Named[], surroundings: Surroundings): Generator<Verdict> {
  const used = new Set<Named>();
  for (const [at, first] of named.entries()) {
    if (used.has(first)) continue;
    const others = named.slice(at + 1, at + 1 + MOST_VALUES_APART).filter((other) => !used.has(other));
    const second = partnerOf(first, others, surroundings);
    if (second !== undefined) {
      used.add(second);
      yield pairOf(first, second, surroundings);
    } else {
      const alone = aloneOf(first, surroundings);
      if (alone !== undefined) yield alone;
    }
  }
}

function partnerOf(first: Named, others: readonly Named[], surroundings: Surroundings): Named | undefined {
  const possible = others.filter((other) => fits(first, other, surroundings));
  return (
    possible.find((other) => other.name.owner === first.name.owner) ?? possible.find((other) => other === others[0])
  );
}

function fits(first: Named, second: Named, { text, context, lines, onlyNamed, listed }: Surroundings): boolean {
  if (second.index - first.end > MOST_CHARACTERS_APART || first.value === second.value) return false;
  const { name } = first;
  const types = [name.type, second.name.type];
  if (types.includes("other")) return false;
  if (lines().lineAt(second.index) - lines().lineAt(first.index) > MOST_LINES_APART) return false;
  if (!rolesFit(name.role, second.name.role) || !ownersFit(name, second.name)) return false;
  const host = hostOf(text, first, second);
  if (host !== undefined) return /(?:^|\.)mailjet\.com$/i.test(host) || isMailjetScheme(text, first);
  if (types.includes("mailjet-key")) return !types.includes("plain");
  const isKey = (types.includes("key") && !types.includes("plain")) || isJoined(text, first, second);
  if (isKey && context.isAround(first.index, second.end)) return true;
  if (onlyNamed || listed.has(first) || types.includes("key") || areCounted(name, second.name)) return false;
  return context.isNear(first.index, second.end);
}

/** `u1` and `u2`: two of a kind, which the halves of a pair are not. */
function areCounted({ owner: one }: ValueName, { owner: other }: ValueName): boolean {
  return one !== other && withoutNumbers(one) === withoutNumbers(other);
}

const withoutNumbers = (name: string): string => name.replace(/\d+/g, "0");

function rolesFit(one: Role, other: Role): boolean {
  if (one === "token" || other === "token") return false;
  return one === undefined || other === undefined || one !== other;
}

function ownersFit(one: ValueName, other: ValueName): boolean {
  if (one.owner === other.owner || one.type === "none" || other.type === "none") return true;
  return one.type === "plain" || one.owner === "" || other.owner === "";
}

const isJoined = (text: string, first: Named, second: Named): boolean =>
  JOINED.test(text.slice(first.end, second.index));

/** Host of a URL with the pair in it. `undefined` if the pair is in none. */
function hostOf(text: string, first: Named, second: Named): string | undefined {
  if (!isJoined(text, first, second) || schemeOf(text, first) === undefined) return undefined;
  return HOST_AFTER.exec(text.slice(second.end, second.end + 80))?.[1];
}

const schemeOf = (text: string, { index }: Named): string | undefined =>
  URL_BEFORE.exec(text.slice(Math.max(0, index - 24), index))?.[1];

const isMailjetScheme = (text: string, first: Named): boolean => /^mailjet/i.test(schemeOf(text, first) ?? "");

function pairOf(first: Named, second: Named, { text }: Surroundings): Verdict {
  const isTurned = first.name.role === "private" || second.name.role === "public";
  const [key, secret] = isTurned && second.name.role !== "private" ? [second, first] : [first, second];
  const isMailUrl = isJoined(text, first, second) && /smtps?$/i.test(schemeOf(text, first) ?? "");
  return {
    kind: isMailUrl ? "smtp-url" : "key-pair",
    values: [first, second],
    keys: { apiKey: key.value, apiSecret: secret.value },
  };
}

function aloneOf(value: Named, { context, text }: Surroundings): Verdict | undefined {
  const { type, role } = value.name;
  const isBearer =
    type === "key" && role === "token" && /bearer\s+$/i.test(text.slice(Math.max(0, value.index - 10), value.index));
  if (type !== "mailjet-key" && !(isBearer && context.isNear(value.index, value.end))) return undefined;
  const values = [value];
  if (role === "public") return { kind: "api-key", values, keys: { apiKey: value.value } };
  if (role === "private") return { kind: "api-secret", values, keys: { apiSecret: value.value } };
  return role === "token" ? { kind: "sms-token", values, keys: { apiToken: value.value } } : undefined;
}
