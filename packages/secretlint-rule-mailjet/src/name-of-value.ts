import { GENERAL_WORDS, KEY_WORDS, MAILJET, OTHER_SERVICES, OTHER_SERVICES_IN_NAMES, OTHER_WORDS } from "./patterns.ts";

/** Which half of a pair a name promises, or the SMS token. */
export type Role = "public" | "private" | "token" | undefined;

/** What the text before a value says about it. */
export interface ValueName {
  /**
   * `mailjet-key`: named as a key of Mailjet's; `key`: named as somebody's key; `plain`: a name that says nothing; `none`:
   * no name at all, as that of a second argument; `other`: named as something else, or as another service's key.
   */
  readonly type: "mailjet-key" | "key" | "plain" | "none" | "other";
  readonly role: Role;
  /** Words of the name that say whose key it is. Empty if there are none. */
  readonly owner: string;
}

const LONGEST_LOOK_BACK = 240;
const MOST_LINES_BACK = 3;
const IDENTIFIER = /-u\b|[A-Za-z_$][\w$]*(?:(?:[-.]|::|->)[A-Za-z_][\w$]*)*/g;
const SAYS_NOTHING = new RegExp(
  `^(?:${[
    "strings?|str|String|char|value|values|val|const|default|get|env|getenv|fetch|or|data|stringData|[a-z]|new|is|the",
    "export|set|setx|to|name|as|return|and|literal|from-literal|std|https?|smtps?|quot|apos|amp|nbsp",
    "ok|unwrap_or|base64|br|type|text|String.new|optional|required|bytes|unsafe|utf-?8|equals|Basic|Value|Val|Some|Just|VALUES|INTO|SecureString",
  ].join("|")})$`,
);
/** Tags end a name, and those of a page are none. */
const TAGS = /<\/[\w:.-]+>|<(?:dd|dt|dl|p|li|ul|ol|td|th|tr|b|i|em|code|pre|span|div|strong|string|data)>/gi;
/** Names in prose, which have a blank in them. */
const TWO_WORDS = /\b(secret|api|Private|Public) +(?=(?:key|token)\b)/gi;
/** Of an OAuth client; and a file, whose hash it is. */
const NAMES_OTHER =
  /client_?(?:id|secret|token)|\.(?:[cm]?[jt]sx?|css|html?|php|py|rb|go|json|ya?ml|png|jpe?g|gif|svg|zip|gz|tgz|jar|dll|exe)$/i;
const IN_CALL_OF_MAILJET = /mailjet\w*(?:(?:\.|::|->|\\)\w+)*\s*(?:\(|do\s*\|)[^()]*$/i;
const HASHING = /\b(?:md5|sha-?\d+|hash\w*|checksum|digest|crc32|etag|uuid)\b/i;
const HASHED_AFTER = /^["'`,;)\]}\s]*(?:\/\/|#|\/\*|--|<!--).{0,40}\b(?:md5|sha-?\d+|hash|checksum|etag|uuid)\b/i;
const LISTED_AS_SUM = /^(?: {2}| \*)[\w./-]/;

/** Reads the name of the value at `start`. `from`: where the value before it ends; what stands there names that one. */
export function nameOfValue(text: string, from: number, start: number, end: number): ValueName {
  const before = textBefore(text, from, start);
  const line = before.slice(Math.max(before.lastIndexOf("\n"), before.lastIndexOf(";"), before.lastIndexOf(",")) + 1);
  const after = text.slice(end, end + 80);
  if (HASHED_AFTER.test(after) || LISTED_AS_SUM.test(after)) return { type: "other", role: undefined, owner: "" };
  const path = (before.match(IDENTIFIER) ?? []).findLast((word) => !SAYS_NOTHING.test(word));
  const inCall = IN_CALL_OF_MAILJET.test(before);
  if (path === undefined) return { type: inCall ? "mailjet-key" : "none", role: undefined, owner: "" };
  const name = classify(path, inCall);
  return HASHING.test(line) ? { ...name, type: "other" } : name;
}

function textBefore(text: string, from: number, start: number): string {
  const window = text.slice(Math.max(from, start - LONGEST_LOOK_BACK), start).replace(/\\+[nrt]/g, "\n");
  return window
    .replace(TAGS, " ")
    .replace(TWO_WORDS, "$1_")
    .split(/\r\n|[\n\r]/)
    .slice(-MOST_LINES_BACK - 1)
    .join("\n");
}

/** Takes a name apart: `config.mailjet.apiKey`, `MJ_APIKEY_PUBLIC`, `mailjet-secret`. */
export function classify(path: string, inCall = false): ValueName {
  const words = wordsOf(path);
  const last = wordsOf(path.slice(Math.max(path.lastIndexOf("."), path.lastIndexOf(">"), path.lastIndexOf(":")) + 1));
  const isKey = last.some((word) => KEY_WORDS.has(word) || /^(?:api|secret)(?:key|secret|token)/.test(word));
  const isMailjet = inCall || isMailjetName(path);
  const whole = words.join("_");
  const role = roleOf(isMailjet ? whole.slice(Math.max(0, whole.search(/mailjet|mj_/))) : last.join("_"));
  const owner = words.filter((word) => !KEY_WORDS.has(word) && !GENERAL_WORDS.has(word)).map(withoutSpelling);
  return { type: typeOf(path, words, last, { isKey, isMailjet }), role, owner: owner.join("_") };
}

function typeOf(
  path: string,
  words: readonly string[],
  last: readonly string[],
  { isKey, isMailjet }: { isKey: boolean; isMailjet: boolean },
): ValueName["type"] {
  if (NAMES_OTHER.test(path) || last.some((word) => OTHER_WORDS.has(word))) return "other";
  if (!isMailjet && words.some((word) => OTHER_SERVICES.has(word) || OTHER_SERVICES_IN_NAMES.has(word))) return "other";
  if (!isKey && /^ids?$/.test(last.at(-1) ?? "")) return "other";
  if (isMailjet) return "mailjet-key";
  return isKey ? "key" : "plain";
}

/** Whether a name is one of Mailjet's. */
export function isMailjetName(path: string): boolean {
  return new RegExp(MAILJET, "i").test(path) || wordsOf(path).includes("mj");
}

function wordsOf(name: string): readonly string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1_$2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
}

/** `mj` and `mailjet` are one name; the rest of a word written together with it says no more. */
function withoutSpelling(word: string): string {
  return /^(?:mj$|mailjet)/.test(word) ? "mailjet" : word;
}

function roleOf(name: string): Role {
  if (/private|secret|pass|pwd/.test(name)) return "private";
  if (/token|bearer|sms_?connect/.test(name)) return "token";
  return /public|key|user|login/.test(name) ? "public" : undefined;
}
