import { printableName } from "@mailjet-secrets/core";

/** A name as a word of a command line that somebody may copy: in quotes, if a shell would read it otherwise. */
export function shellWord(name: string): string {
  const printable = printableName(name);
  return /^[\w/+=.@:,-]+$/.test(printable) ? printable : `'${printable.replaceAll("'", "'\\''")}'`;
}
