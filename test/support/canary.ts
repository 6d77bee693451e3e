import { inspect } from "node:util";

/** Length of the pieces that are searched for: long enough not to occur by chance. */
const PIECE = 12;

/** Everything in which a secret would show: each piece of it and of its encodings. */
export function canaryForms(...secrets: readonly string[]): readonly string[] {
  const texts = [...secrets, secrets.join(":")].flatMap((text) => [
    text,
    Buffer.from(text).toString("base64"),
    Buffer.from(text).toString("base64url"),
    Buffer.from(text).toString("hex"),
    encodeURIComponent(text),
  ]);
  return texts.flatMap((text) =>
    Array.from({ length: Math.max(1, text.length - PIECE + 1) }, (_, start) => text.slice(start, start + PIECE)),
  );
}

/** All that somebody could print of a thing: inspection of every kind, JSON, text, a clone, and what hangs on it. */
export function printed(thing: unknown): string {
  const deep = {
    depth: 12,
    showHidden: true,
    getters: true,
    showProxy: true,
    maxStringLength: null,
    maxArrayLength: null,
  };
  const outputs = [
    inspect(thing),
    inspect(thing, deep),
    inspect(thing, { ...deep, customInspect: false }),
    attempt(() => JSON.stringify(thing)),
    attempt(() => String(thing)),
    attempt(() => inspect(structuredClone(thing), deep)),
    attempt(() => inspect({ ...(thing as object) }, deep)),
  ];
  if (thing instanceof Error) {
    outputs.push(thing.message, String(thing.stack), printed(thing.cause ?? ""), inspect(Object.entries(thing), deep));
  }
  return outputs.join("\n");
}

/** The first form of a secret in a text, or nothing; the answer tells where to look without quoting much. */
export function findCanary(text: string, forms: readonly string[]): string | undefined {
  const found = forms.find((form) => text.includes(form));
  if (found === undefined) return undefined;
  const at = text.indexOf(found);
  return text.slice(Math.max(0, at - 200), at + 40);
}

function attempt(work: () => string | undefined): string {
  try {
    return work() ?? "";
  } catch (error) {
    return inspect(error); // "cannot be cloned" and the like: what it says is an output too
  }
}
