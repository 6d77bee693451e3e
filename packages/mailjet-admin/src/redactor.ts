import { createRedactor } from "@mailjet-secrets/core";
import type { KeyPair } from "./mailjet-admin.ts";

/** Takes secrets out of what others have written. */
export interface Redactor {
  /** Replaces the values of the pair, alone and as they travel in a login. */
  pair(text: string): string;
  /** Replaces all that looks like a key of anybody, too, and what cannot be printed in one line, and cuts it. */
  words(text: string): string;
}

const LONGEST_WORDS = 300;
const KEY_LIKE = /[0-9a-f]{32,}|(?=[\w+/-]*\d)[\w+/-]{40,}={0,2}/gi;
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu;

/** Creates the {@link Redactor} for what is said about calls with a pair. */
export function redactorOf(credentials: KeyPair): Redactor {
  const pair = createRedactor([credentials.apiKey(), credentials.apiSecret()]);
  const words = (text: string): string => pair(text).replace(KEY_LIKE, "[redacted]").replace(UNPRINTABLE, " ");
  return { pair, words: (text) => words(text).trim().slice(0, LONGEST_WORDS) };
}
