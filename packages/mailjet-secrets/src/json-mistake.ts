const BLANKS = /[ \t\n\r]*/y;
const STRING = /"(?:[ !#-[\]-\u{10ffff}]|\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4}))*"/uy;
const SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
/** Deeper nesting is refused: no configuration has it, and the stack would overflow. */
const DEEPEST = 64;

/**
 * Finds where a text stops being JSON, as "line 3, column 14". The messages of `JSON.parse` quote the text around the
 * place, which may be a secret, and do not always tell the place.
 */
export function findJsonMistake(text: string): string {
  const scanner = new JsonScanner(text);
  scanner.scan();
  const before = text.slice(0, scanner.position).split("\n");
  return `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
}

/** Walks through JSON and stops at the first character that does not fit. */
class JsonScanner {
  position = 0;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  scan(): void {
    if (this.#value(0)) this.#skip(BLANKS);
  }

  #value(depth: number): boolean {
    this.#skip(BLANKS);
    if (depth > DEEPEST) return false;
    if (this.#skip(STRING) || this.#skip(SCALAR)) return true;
    if (this.#take("{")) return this.#items("}", () => this.#member(depth));
    return this.#take("[") && this.#items("]", () => this.#value(depth + 1));
  }

  #member(depth: number): boolean {
    this.#skip(BLANKS);
    return this.#skip(STRING) && this.#take(":") && this.#value(depth + 1);
  }

  #items(end: string, item: () => boolean): boolean {
    if (this.#take(end)) return true;
    do {
      if (!item()) return false;
    } while (this.#take(","));
    return this.#take(end);
  }

  #take(character: string): boolean {
    this.#skip(BLANKS);
    if (this.#text[this.position] !== character) return false;
    this.position += 1;
    return true;
  }

  #skip(pattern: RegExp): boolean {
    pattern.lastIndex = this.position;
    const found = pattern.exec(this.#text);
    this.position += found?.[0].length ?? 0;
    return found !== null;
  }
}
