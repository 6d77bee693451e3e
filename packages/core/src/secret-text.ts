/**
 * Turns the text of a secret into a record: a JSON object of scalars becomes its fields, anything else
 * `{ value: text }`. A byte order mark in front is dropped, JSON inside a JSON string is unwrapped once. Never throws,
 * since the messages of `JSON.parse` quote their input. Fields that are `null` or not scalar are left out.
 */
export function parseSecretText(text: string): Record<string, string> {
  const parsed = parseObject(text);
  return parsed === undefined ? { value: text } : scalars(parsed);
}

/** Names of the fields that are no text in the JSON object that a text is: {@link SecretSnapshot.nonTextFields}. */
export function nonTextFields(text: string): { readonly nonTextFields?: readonly string[] } {
  const fields = Object.entries(parseObject(text) ?? {}).filter(([, value]) => typeof value !== "string");
  return fields.length === 0 ? {} : { nonTextFields: fields.map(([name]) => name) };
}

/** The JSON object that a text is, whole. `undefined`: it is something else. Never throws. */
export function parseObject(text: string): object | undefined {
  const plain = text.startsWith("\uFEFF") ? text.slice(1) : text;
  let parsed = parseJson(plain);
  if (typeof parsed === "string") parsed = parseJson(parsed);
  return typeof parsed === "object" && parsed !== null && !Array.isArray(parsed) ? parsed : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // not JSON is a layout, not a failure
  }
}

function scalars(object: object): Record<string, string> {
  return Object.fromEntries(
    Object.entries(object)
      .filter(([, value]) => ["string", "number", "boolean"].includes(typeof value))
      .map(([name, value]) => [name, String(value)]),
  );
}
