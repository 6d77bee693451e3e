const LIKE_A_KEY = /[0-9a-f]{32}/i;

/** A name for a message; what looks like a key that was put in its place is not shown. */
export function printableName(name: string): string {
  return LIKE_A_KEY.test(name) ? "(looks like a key, not shown)" : name;
}
