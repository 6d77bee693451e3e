const CHANGING: readonly (readonly [RegExp, string])[] = [
  [/\b[0-9a-f]{40}\b/g, "<commit>"],
  [/\b[0-9a-f]{8}\b/g, "<pair>"],
  [/\b127\.0\.0\.1:\d+/g, "api.mailjet.com"],
  [/\d[\d,.]*/g, "0"],
  [/\s+/g, " "],
];

/** A line without what differs from run to run: numbers, times, fingerprints, and the widths of columns. */
export function normalized(line: string): string {
  return CHANGING.reduce((text, [pattern, word]) => text.replace(pattern, word), line).trim();
}
