import { printableName } from "@mailjet-secrets/core";

// Absolute, or clearly relative: a credential that was given in place of a file's path begins otherwise.
const LIKE_A_PATH = /^(\/|\.{1,2}\/|~|[A-Za-z]:[\\/])[^\p{Cc}\p{Cs}]{0,250}$/u;

/** The path of a file. Absence: it does not look like one, and may be what the file was to hold. */
export function shownFile(path: string): string | undefined {
  return LIKE_A_PATH.test(path) && printableName(path) === path ? path : undefined;
}
