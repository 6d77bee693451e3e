const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
const LIKE_A_KEY = /(?<![0-9a-z])[0-9a-f]{32,}(?![0-9a-z])/gi;
const LONGEST = 200;

/**
 * A name or address that somebody else has chosen, maybe an attacker: in one line, without anything that a terminal obeys,
 * cut after 200 characters, and `[redacted]` in place of what looks like a key or token.
 */
export function shownText(text: string): string {
  const safe = text
    .replace(LIKE_A_KEY, "[redacted]")
    .replace(UNPRINTABLE, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
  return safe.length > LONGEST ? `${safe.slice(0, LONGEST)}…` : safe;
}
