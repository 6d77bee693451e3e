const TEXT_OR_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const LONG_INTEGER = /^-?\d{16,}$/;
const MAYBE_LONG = /\d{16}/;

/**
 * Reads JSON; integers of 16 digits and more come as text, since JavaScript's numbers would round them. `undefined` if it
 * is no JSON. Never throws: the messages of `JSON.parse` quote their input.
 */
export function parseJson(text: string): unknown {
  const json = text.startsWith("\ufeff") ? text.slice(1) : text;
  const value = attempt(json);
  // Only what is known to be JSON is searched: in anything else the search could take very long.
  return value === undefined || !MAYBE_LONG.test(json) ? value : attempt(json.replace(TEXT_OR_NUMBER, quoted));
}

function quoted(token: string): string {
  return LONG_INTEGER.test(token) ? `"${token}"` : token;
}

function attempt(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return undefined;
  }
}
