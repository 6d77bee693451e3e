import type { KeyPair } from "./mailjet-admin.ts";

/** Takes secrets out of what others have written. */
export interface Redactor {
  /** Replaces the values of the pair, alone and as they travel in a login. */
  pair(text: string): string;
  /** Replaces all that looks like a key of anybody, too, and what cannot be printed in one line, and cuts it. */
  words(text: string): string;
}

const LONGEST_WORDS = 300;
const SHORTEST_VALUE = 6;
const REDACTED = "[redacted]";
const KEY_LIKE = /[0-9a-f]{32,}|(?=[\w+/-]*\d)[\w+/-]{40,}={0,2}/gi;
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu;

/** Creates the {@link Redactor} for what is said about calls with a pair. */
export function createRedactor(credentials: KeyPair): Redactor {
  const [apiKey, apiSecret] = [credentials.apiKey(), credentials.apiSecret()];
  const forms = [`${apiKey}:${apiSecret}`, apiKey, apiSecret].flatMap(formsOf);
  const pair = (text: string): string => forms.reduce((result, form) => result.replaceAll(form, REDACTED), text);
  return {
    pair,
    words: (text) => pair(text).replace(KEY_LIKE, REDACTED).replace(UNPRINTABLE, " ").trim().slice(0, LONGEST_WORDS),
  };
}

function formsOf(value: string): readonly string[] {
  const base64 = Buffer.from(value).toString("base64");
  const forms = [value, encodeURIComponent(value), base64, base64.replace(/=+$/, "")];
  return forms.filter((form) => form.length >= SHORTEST_VALUE);
}
