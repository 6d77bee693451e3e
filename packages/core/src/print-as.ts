import { inspect } from "node:util";

/**
 * Makes everything built on `prototype` show as the given text in `String`, `JSON.stringify` and `util.inspect`. What
 * gets past it (`customInspect: false`) must find no value either: keep those in `#private` fields and closures.
 */
export function printAs<T extends object>(prototype: T, text: (self: T) => string): void {
  function print(this: T): string {
    return text(this);
  }
  for (const name of ["toString", "toJSON", inspect.custom]) {
    Object.defineProperty(prototype, name, { value: print, configurable: true, writable: true });
  }
}
