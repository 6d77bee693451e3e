/** Same as `util.inspect.custom`, without the cost of an import. */
const INSPECT = Symbol.for("nodejs.util.inspect.custom");

/**
 * Makes everything built on `prototype` show as the given text in `String`, `JSON.stringify` and `util.inspect`. What
 * gets past it (`customInspect: false`) must find no value either: keep those in `#private` fields and closures.
 */
export function printAs<T extends object>(prototype: T, text: (self: T) => string): void {
  function print(this: T): string {
    return text(this);
  }
  for (const name of ["toString", "toJSON", INSPECT]) {
    Object.defineProperty(prototype, name, { value: print, configurable: true, writable: true });
  }
}
