import { holdsCredential } from "./credential-shape.ts";

/** Control characters, line ends, halves of characters, and those that show nothing or turn the direction round. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/**
 * A name for a message: in one line, without anything that a terminal obeys; `\u{1b}` stands for such a character. What
 * looks like a key that was put in its place is not shown.
 */
export function printableName(name: string): string {
  if (holdsCredential(name)) return "(looks like a key, not shown)";
  return name.replace(UNPRINTABLE, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}

/** A path for a message, each name in it as {@link printableName} shows it. */
export function printablePath(path: string): string {
  return path.split("/").map(printableName).join("/");
}
