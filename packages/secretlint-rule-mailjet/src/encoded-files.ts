/** A text that stands in base64 under one name, as a file in a Kubernetes Secret. */
export interface EncodedFile {
  /** Where the name stands. */
  readonly index: number;
  readonly length: number;
  /** The name, behind that of the Secret if that one is Mailjet's: as the path of a file would tell whose it is. */
  readonly path: string;
  readonly text: string;
}

/** As much as Kubernetes keeps in one Secret (1 MiB), in base64. */
const MOST_CHARACTERS = 1_398_104;
/** The shortest line that a key fits in, with its name. Lines behind it may be shorter where base64 is broken. */
const RUN = /[A-Za-z0-9+/]{56,}(?:\r?\n[ \t]+[A-Za-z0-9+/]+(?=[\r\n=]|$)){0,30000}={0,2}/g;
/** Between the colon behind a name and its value: in YAML, in JSON, in JSON inside of a text. */
const AFTER_COLON = /^\s*(?:[|>][-+\d]{0,2}\s+)?\\?["']?$/;
const BEFORE_COLON = /^\\?["']?\s*$/;
const NAME_CHARACTER = /[-\w.]/;
/** A name has 253 characters at most. */
const LONGEST_LOOK_BACK = 300;
const SECRET = /\bkind\\?["']?\s*:\s*\\?["']?Secret\b/;
const NAME_OF_SECRET = /\bname\\?["']?\s*:\s*\\?["']?([-\w.]*mailjet[-\w.]*)/i;
const DOCUMENT = /^---/gm;
/** That is found without knowing what is around it. */
const ONLY_PAIR = /^\0?[0-9a-f]{32}[:\0][0-9a-f]{32}\s*$/;

/** Whole files in the Kubernetes Secrets of a text, decoded. Takes time in proportion to the length. */
export function encodedFilesIn(text: string): EncodedFile[] {
  if (!text.includes("Secret") || !SECRET.test(text)) return [];
  return documentsIn(text).flatMap(({ start, content }) => {
    if (!SECRET.test(content)) return [];
    const owner = NAME_OF_SECRET.exec(content)?.[1];
    return [...content.matchAll(RUN)].flatMap(({ index, 0: base64 }) => {
      const from = Math.max(0, index - LONGEST_LOOK_BACK);
      const name = nameAtEndOf(content.slice(from, index));
      if (name === undefined || base64.length > MOST_CHARACTERS) return [];
      const decoded = Buffer.from(base64, "base64").toString("utf8");
      if (ONLY_PAIR.test(decoded)) return [];
      const place = { index: start + from + name.index, length: name.text.length };
      return [{ ...place, path: owner === undefined ? name.text : `${owner}/${name.text}`, text: decoded }];
    });
  });
}

/** The name to which what comes next belongs. Not by one expression, which would try each character as the first one. */
function nameAtEndOf(before: string): { readonly index: number; readonly text: string } | undefined {
  const colon = before.lastIndexOf(":");
  if (colon < 0 || !AFTER_COLON.test(before.slice(colon + 1))) return undefined;
  let end = colon;
  while (end > 0 && !NAME_CHARACTER.test(before.charAt(end - 1))) end -= 1;
  let index = end;
  while (index > 0 && NAME_CHARACTER.test(before.charAt(index - 1))) index -= 1;
  const isName = index < end && BEFORE_COLON.test(before.slice(end, colon));
  return isName ? { index, text: before.slice(index, end) } : undefined;
}

function documentsIn(text: string): { readonly start: number; readonly content: string }[] {
  const starts = [0, ...[...text.matchAll(DOCUMENT)].map(({ index }) => index)];
  return starts.map((start, at) => ({ start, content: text.slice(start, starts[at + 1]) }));
}
