const LIKE_A_KEY = /[0-9a-f]{32}/i;
/** Control characters, line ends, halves of characters, and those that show nothing or turn the direction round. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/**
 * A name for a message: in one line, without anything that a terminal obeys; `\u{1b}` stands for such a character. What
 * looks like a key that was put in its place is not shown.
 */
export function printableName(name: string): string {
  if (LIKE_A_KEY.test(name)) return "(looks like a key, not shown)";
  return name.replace(UNPRINTABLE, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}
