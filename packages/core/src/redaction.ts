/** Shorter texts are not replaced: they would be found in the middle of ordinary words. */
const SHORTEST_REDACTED = 6;
const DEEPEST = 20;
const REDACTED = "[redacted]";

/**
 * Creates a function that replaces every form in which the given values travel: as they are, URL-encoded, escaped for
 * JSON, and in base64 and base64url with or without padding, alone and joined by a colon as in HTTP basic
 * authentication. Values shorter than six characters are left alone.
 */
export function createRedactor(values: readonly string[]): (text: string) => string {
  const plain = [...new Set([...values, values.join(":")])].filter((value) => value.length >= SHORTEST_REDACTED);
  // Longest first, or a short form would cut a long one and leave its rest behind.
  const targets = [...new Set(plain.flatMap(forms))].sort((a, b) => b.length - a.length);
  return (text) => targets.reduce((result, target) => result.replaceAll(target, REDACTED), text);
}

function forms(value: string): string[] {
  const base64 = Buffer.from(value).toString("base64");
  const base64url = Buffer.from(value).toString("base64url");
  const encoded = [value, base64, base64url].map((form) => encodeURIComponent(form));
  return [value, JSON.stringify(value).slice(1, -1), base64, base64.replace(/=+$/, ""), base64url, ...encoded];
}

/**
 * Copies plain data (what JSON can hold, and bytes) with every text in it, keys too, passed through `redact`. Anything
 * else, what refers back to its own container, and what lies deeper than 20 levels is left out.
 */
export function redactData(data: unknown, redact: (text: string) => string): unknown {
  return copyData(data, redact, new Map(), 0);
}

function copyData(data: unknown, redact: (text: string) => string, seen: Map<object, unknown>, depth: number): unknown {
  if (typeof data === "string") return redact(data);
  if (data === null || typeof data === "number" || typeof data === "boolean") return data;
  if (typeof data !== "object" || depth > DEEPEST) return undefined;
  if (seen.has(data)) return seen.get(data);
  seen.set(data, undefined); // what is met again before its copy is ready refers back to its container
  const copy = copyObject(data, redact, (item) => copyData(item, redact, seen, depth + 1));
  seen.set(data, copy);
  return copy;
}

function copyObject(data: object, redact: (text: string) => string, copyItem: (item: unknown) => unknown): unknown {
  // Latin-1 keeps every byte as it is, and the values are ASCII.
  if (data instanceof Uint8Array) return Buffer.from(redact(Buffer.from(data).toString("latin1")), "latin1");
  if (Array.isArray(data)) return data.map(copyItem);
  const prototype: unknown = Object.getPrototypeOf(data);
  if (prototype !== null && prototype !== Object.prototype) return undefined;
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [redact(key), copyItem(value)]));
}
