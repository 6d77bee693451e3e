import { createHash } from "node:crypto";
import { type EncodedFile, encodedFilesIn } from "./encoded-files.ts";
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
 * Finds hard-coded Mailjet keys in a text, in the order of the text; also in whole files that stand in a Kubernetes Secret in
 * base64, whose findings are where the file's name is. Placeholders (few different digits, digits in sequence) are no keys,
 * and what a comment `mailjet-secrets:allow` on the same line or the line before allows is left out. Takes time in
 * proportion to the length; never throws.
 */
export function findMailjetKeys(text: string, options: FindOptions = {}): readonly KeyFinding[] {
  const path = options.path ?? "";
  const files = encodedFilesIn(text);
  const inside = files.flatMap((file) => verdictsInFile(file, path));
  const { verdicts, lines } = verdictsIn(text, { path, inside, files });
  return verdicts.map((verdict) => findingOf(verdict, lines())).sort((one, other) => one.index - other.index);
}

interface Whole {
  readonly path: string;
  /** What was found in the files that are in the text. Absent: none. */
  readonly inside?: readonly Verdict[];
  readonly files?: readonly EncodedFile[];
}

interface Verdicts {
  readonly verdicts: readonly Verdict[];
  readonly lines: () => LineIndex;
}

function verdictsIn(text: string, { path, inside = [], files = [] }: Whole): Verdicts {
  let index: LineIndex | undefined;
  const lines = (): LineIndex => {
    index ??= createLineIndex(text);
    return index;
  };
  const values = valuesIn(text);
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
  const all = [...encoded, ...pairsAmong(text, { halves, path, lines }), ...inside];
  const valueLines = new Set(all.length === 0 ? [] : [...values, ...files].map((one) => lines().lineAt(one.index)));
  const isSeen = (verdict: Verdict): boolean =>
    !verdict.values.some((value) => isAllowed(lines(), lines().lineAt(value.index), valueLines));
  return { verdicts: all.filter(isSeen), lines };
}

/** What is in a file may be allowed there, too. */
function verdictsInFile({ index, length, path, text }: EncodedFile, outerPath: string): Verdict[] {
  // Any of these names may tell that the keys are Mailjet's.
  const manifest = outerPath.split(/[\\/]/).slice(-2).join(" ");
  const place = path.includes("/") ? path : `${manifest}/${path}`;
  return verdictsIn(text, { path: place }).verdicts.map(({ kind, keys }) => ({
    kind,
    keys,
    values: [{ index, length }],
  }));
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
