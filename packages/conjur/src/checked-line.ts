import { invalidConfig } from "./conjur-error.ts";

/** Control characters, line breaks among them, and halves of characters, which have no encoding. */
const UNSENDABLE = /[\p{Cc}\p{Cs}]/u;

/** Whether a text can be sent as it is and holds no control character. */
export function isSendable(text: string): boolean {
  return !UNSENDABLE.test(text);
}

/** Whether something is a text in one line, without blanks around it. */
export function isLine(value: unknown): value is string {
  return typeof value === "string" && value !== "" && value.trim() === value && isSendable(value);
}

/** Throws `INVALID_CONFIG`, without quoting it, for a setting that is not a text in one line. `name`: of the setting. */
export function checkedLine(text: unknown, name: string): string {
  if (isLine(text)) return text;
  throw invalidConfig(
    `${name} is no text, is empty, or holds a line break, another control character, half of a character or blanks at its ends.`,
    "It is one line: write it again without them.",
  );
}
