const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
const LIKE_A_KEY = /(?<![0-9a-z])[0-9a-f]{32}(?![0-9a-z])/gi;

/** A path in one line, without anything that a terminal obeys. */
export function printablePath(path: string): string {
  return path.replace(UNPRINTABLE, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}

/** The same for what may be no path at all, but a key that was typed in its place. */
export function printableWord(word: string): string {
  return printablePath(word).replace(LIKE_A_KEY, "[redacted]");
}
