import { createHash } from "node:crypto";
import { createFinding, type KeyFinding, type KeyPlace } from "./key-finding.ts";

/** What is known of a text besides itself. */
export interface FindOptions {
  /** Path of the file: its name may tell that the keys are Mailjet's. Absent: the text has to tell. */
  readonly path?: string;
}

/**
 * Finds hard-coded Mailjet keys in a text, in the order of the text. Placeholders (one digit many times, digits in
 * sequence) are no keys. Takes time in proportion to the length; never throws.
 */
export function findMailjetKeys(text: string, options: FindOptions = {}): readonly KeyFinding[] {
  if (!/mailjet|\bmj_/i.test(`${options.path ?? ""}\n${text}`)) return [];
  const halves = [...text.matchAll(/(?<![0-9A-Za-z])[0-9a-f]{32}(?![0-9A-Za-z])/g)];
  const findings: KeyFinding[] = [];
  for (let at = 0; at + 1 < halves.length; at += 2) {
    const [first, second] = [halves[at], halves[at + 1]];
    if (first === undefined || second === undefined) break;
    const places = [placeOf(text, first.index), placeOf(text, second.index)] as const;
    if (places[1].line - places[0].line > 3) continue;
    const fingerprint = createHash("sha256").update(`${first[0]}:${second[0]}`).digest("hex").slice(0, 8);
    const keys = { apiKey: first[0], apiSecret: second[0] };
    findings.push(createFinding({ kind: "key-pair", ...places[0], fingerprint, places }, keys));
  }
  return findings;
}

function placeOf(text: string, index: number): KeyPlace {
  const lines = text.slice(0, index).split(/\r\n|[\n\r]/);
  return { index, line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1, length: 32 };
}
