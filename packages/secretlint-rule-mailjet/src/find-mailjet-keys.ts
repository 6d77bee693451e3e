import { createHash } from "node:crypto";
import { isAllowed } from "./is-allowed.ts";
import { createFinding, type FoundKeys, type KeyFinding } from "./key-finding.ts";
import { createLineIndex, type LineIndex } from "./line-index.ts";
import { pairsAmong, type Verdict } from "./pairs-among.ts";
import { valuesIn } from "./values-in.ts";

/** What is known of a text besides itself. */
export interface FindOptions {
  /** Path of the file: its end may tell that the keys are Mailjet's. Absent: the text has to tell. */
  readonly path?: string;
}

/**
 * Finds hard-coded Mailjet keys in a text, in the order of the text. Placeholders (few different digits, digits in
 * sequence) are no keys, and what a comment `mailjet-secrets:allow` on the same line or the line before allows is left
 * out. Takes time in proportion to the length; never throws.
 */
export function findMailjetKeys(text: string, options: FindOptions = {}): readonly KeyFinding[] {
  const values = valuesIn(text);
  if (values.length === 0) return [];
  let index: LineIndex | undefined;
  const lines = (): LineIndex => {
    index ??= createLineIndex(text);
    return index;
  };
  const encoded = values
    .filter((value) => value.type === "pair")
    .map(
      ({ apiKey, apiSecret, ...value }): Verdict => ({
        kind: "basic-auth",
        values: [value],
        keys: { apiKey, apiSecret },
      }),
    );
  const halves = values.filter((value) => value.type === "half");
  const verdicts = [...encoded, ...pairsAmong(text, { halves, path: options.path ?? "", lines })];
  const valueLines = new Set(verdicts.length === 0 ? [] : values.map((value) => lines().lineAt(value.index)));
  return verdicts
    .map((verdict) => findingOf(verdict, lines()))
    .filter(({ places }) => !places.some(({ line }) => isAllowed(lines(), line, valueLines)))
    .sort((one, other) => one.index - other.index);
}

function findingOf({ kind, values, keys }: Verdict, lines: LineIndex): KeyFinding {
  const places = values.map((value) => Object.freeze(lines.place(value.index, value.length)));
  const [first] = places;
  if (first === undefined) throw new TypeError("A finding has a place.");
  return createFinding({ kind, ...first, fingerprint: fingerprintOf(keys), places: Object.freeze(places) }, keys);
}

function fingerprintOf({ apiKey, apiSecret, apiToken }: FoundKeys): string {
  const values = [apiKey, apiSecret, apiToken].filter((value) => value !== undefined);
  return createHash("sha256").update(values.join(":")).digest("hex").slice(0, 8);
}
