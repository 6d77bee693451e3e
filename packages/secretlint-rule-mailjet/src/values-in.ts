import { isPlaceholder } from "./is-placeholder.ts";
import { HALF_BASE64, PAIR_BASE64 } from "./patterns.ts";

/** 32 hexadecimal digits, as they are or in base64; what they are is not known yet. */
export interface Half {
  readonly type: "half";
  readonly index: number;
  readonly length: number;
  readonly value: string;
}

/** Two of them around a colon in base64. */
export interface EncodedPair {
  readonly type: "pair";
  readonly index: number;
  readonly length: number;
  readonly apiKey: string;
  readonly apiSecret: string;
}

const SHORTEST = 32;
// `\0key\0secret`, which AUTH PLAIN sends.
const LONGEST = 88;
const ONLY_HALF = /^[0-9a-f]{32}$/;
const ONLY_HALF_BASE64 = new RegExp(`^${HALF_BASE64}$`);
const ONLY_PAIR_BASE64 = new RegExp(`^${PAIR_BASE64}$`);
const PAIR = /^\0?([0-9a-f]{32})[:\0]([0-9a-f]{32})$/;
/** In JSON, in a URL: the run of letters and digits begins inside an escape. */
const ESCAPE_BEFORE = /(?:\\+(?:[nrtbf]|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2})|%[0-9a-fA-F]{2})$/;
/** Part of a longer word, of a path, of a file name, of base64. */
const BELONGS_BEFORE = /(?:[\w+#]|[0-9A-Za-z][-.]|(?<!\/)\/|[?&][\w.-]{0,20}=)$/;
const KEY_IN_QUERY = /[?&][\w.-]*(?:key|secret|private|public|user|pass|token)[\w.-]*=$/i;
const BELONGS_AFTER = /^(?:[\w+/]|[-.][0-9A-Za-z])/;

/** Everything in a text that has the form of a key, in its order. Placeholders are left out. */
export function valuesIn(text: string): (Half | EncodedPair)[] {
  const found: (Half | EncodedPair)[] = [];
  // Whatever is so long has a character at one of these steps: most of a text is never looked at.
  for (let at = SHORTEST - 1; at < text.length; at += SHORTEST) {
    if (!isWordCharacter(text.charCodeAt(at))) continue;
    let start = at;
    let end = at + 1;
    while (start > 0 && at - start < SHORTEST && isWordCharacter(text.charCodeAt(start - 1))) start -= 1;
    while (end < text.length && isWordCharacter(text.charCodeAt(end))) end += 1;
    if (end - start >= SHORTEST && end - start <= LONGEST + SHORTEST) {
      const value = valueAt(text, start, end);
      if (value !== undefined) found.push(value);
    }
    // The next step is the first one behind this run.
    while (at + SHORTEST < end) at += SHORTEST;
  }
  return found;
}

function isWordCharacter(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
}

function valueAt(text: string, runStart: number, end: number): Half | EncodedPair | undefined {
  const start = runStart + escapedLength(text, runStart);
  const before = text.slice(Math.max(0, start - 40), start);
  const padding = /^={0,2}/.exec(text.slice(end, end + 2))?.[0].length ?? 0;
  const length = end - start;
  if (length === SHORTEST) {
    const value = text.slice(start, end);
    const belongs = belongsToMore(before, text.slice(end, end + 2)) || !ONLY_HALF.test(value) || isPlaceholder(value);
    return belongs ? undefined : { type: "half", index: start, length, value };
  }
  return length > 42 && !/[+/_-]$/.test(before) ? decoded(text.slice(start, end + padding), start) : undefined;
}

/** How much of a run of letters and digits is the end of an escape that stands before the value. */
function escapedLength(text: string, start: number): number {
  const before = text.slice(Math.max(0, start - 4), start + 5);
  const offset = Math.min(4, start);
  for (let length = 1; length <= 5; length += 1) {
    if (ESCAPE_BEFORE.test(before.slice(0, offset + length))) return length;
  }
  return 0;
}

function belongsToMore(before: string, after: string): boolean {
  if (BELONGS_AFTER.test(after)) return true;
  if (ESCAPE_BEFORE.test(before) || KEY_IN_QUERY.test(before)) return false;
  return BELONGS_BEFORE.test(before) && !/[:=]-$/.test(before);
}

function decoded(base64: string, index: number): Half | EncodedPair | undefined {
  const length = base64.length;
  if (ONLY_HALF_BASE64.test(base64)) {
    const value = Buffer.from(base64, "base64").toString("latin1").trim();
    return isPlaceholder(value) ? undefined : { type: "half", index, length, value };
  }
  if (!ONLY_PAIR_BASE64.test(base64) && !base64.startsWith("A")) return undefined;
  const [, apiKey, apiSecret] = PAIR.exec(Buffer.from(base64, "base64").toString("latin1").trimEnd()) ?? [];
  if (apiKey === undefined || apiSecret === undefined || apiKey === apiSecret) return undefined;
  return isPlaceholder(apiKey) || isPlaceholder(apiSecret)
    ? undefined
    : { type: "pair", index, length, apiKey, apiSecret };
}
