/** An object that was read from JSON. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** A hostile line must not cost more than a long one. */
const MOST_STARTS = 16;
const MOST_LAYERS = 4;

/**
 * Finds in a line of a log the objects for which `isWanted` holds: as JSON somewhere in the line, behind a prefix or before a
 * suffix, and inside the JSON of other loggers, as an object or as text. `mark`: what stands in every one that is wanted.
 */
export function findObjects(line: string, mark: string, isWanted: (object: JsonObject) => boolean): JsonObject[] {
  const found: JsonObject[] = [];
  const search = (value: unknown, layers: number): void => {
    if (layers > MOST_LAYERS) return;
    if (typeof value === "string" && value.includes(mark)) {
      for (const object of objectsIn(value)) search(object, layers + 1);
      // As `msg="{\"event\":…}"` of loggers that write no JSON.
      if (found.length === 0 && value.includes('{\\"')) search(value.replace(/\\(["\\])/g, "$1"), layers + 1);
    } else if (isObject(value) && isWanted(value)) {
      found.push(value);
    } else if (typeof value === "object" && value !== null) {
      for (const inner of Object.values(value)) search(inner, layers + 1);
    }
  };
  search(line, 0);
  return found;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The outermost objects of a text that are valid JSON. */
function objectsIn(text: string): unknown[] {
  const objects: unknown[] = [];
  let from = text.indexOf("{");
  for (let starts = 0; from >= 0 && starts < MOST_STARTS; starts += 1) {
    const end = endOfObject(text, from);
    const object = end === undefined ? undefined : parsed(text.slice(from, end));
    if (object !== undefined) objects.push(object);
    from = text.indexOf("{", object === undefined ? from + 1 : end);
  }
  return objects;
}

/** The index behind the brace that closes the one at `start`; braces inside of texts do not count. */
function endOfObject(text: string, start: number): number | undefined {
  let [depth, isInText] = [0, false];
  for (let index = start; index < text.length; index += 1) {
    const character = text[index];
    if (isInText && character === "\\") index += 1;
    else if (character === '"') isInText = !isInText;
    else if (isInText) continue;
    else if (character === "{") depth += 1;
    else if (character === "}") depth -= 1;
    if (depth === 0) return index + 1;
  }
  return undefined;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
