/** Shorter texts are not replaced: they would be found in the middle of ordinary words. */
const SHORTEST_REDACTED = 6;
const REDACTED = "[redacted]";

/**
 * Creates a function that replaces every form in which the given values travel: as they are, URL-encoded, and in base64
 * and base64url, alone and joined by a colon as in HTTP basic authentication.
 */
export function createRedactor(values: readonly string[]): (text: string) => string {
  const plain = values.length > 1 ? [...values, values.join(":")] : values;
  const forms = plain.flatMap((value) => [
    value,
    encodeURIComponent(value),
    Buffer.from(value).toString("base64"),
    Buffer.from(value).toString("base64url"),
  ]);
  // Longest first, or a short form would cut a long one and leave its rest behind.
  const targets = [...new Set(forms)]
    .filter((form) => form.length >= SHORTEST_REDACTED)
    .sort((a, b) => b.length - a.length);
  return (text) => targets.reduce((result, target) => result.replaceAll(target, REDACTED), text);
}

/** Copies plain data with every text in it, keys too, passed through `redact`. Anything but plain data is left out. */
export function redactData(data: unknown, redact: (text: string) => string, depth = 0): unknown {
  if (typeof data === "string") return redact(data);
  if (data === null || typeof data === "number" || typeof data === "boolean") return data;
  if (typeof data !== "object" || depth > 20) return undefined;
  if (Array.isArray(data)) return data.map((item) => redactData(item, redact, depth + 1));
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [redact(key), redactData(value, redact, depth + 1)]),
  );
}
