import assert from "node:assert/strict";
import { inspect } from "node:util";

/** Characters of a secret that give it away: fewer occur by chance. */
const PIECE = 12;

/** Throws `AssertionError` if the thing shows one of the secrets, or a piece of one, in any form in which it is printed. */
export function assertShowsNone(thing: unknown, secrets: readonly string[]): void {
  const text = everythingShown(thing);
  for (const [index, secret] of secrets.entries()) {
    // The assertion must not print what it guards.
    for (const form of forms(secret)) assert.ok(!text.includes(form), `secret ${index + 1} of the harness is shown`);
  }
}

function everythingShown(thing: unknown): string {
  const { message, stack, cause } = Object(thing) as Partial<Error>;
  const shown = [
    String(thing),
    String(message),
    String(stack),
    inspect(cause, { showHidden: true, depth: Number.POSITIVE_INFINITY }),
    inspect(thing, { showHidden: true, depth: Number.POSITIVE_INFINITY, getters: true, maxStringLength: null }),
    inspect(thing, { customInspect: false, showHidden: true, depth: Number.POSITIVE_INFINITY, getters: true }),
    JSON.stringify(thing),
  ];
  return shown.join("\n");
}

function forms(secret: string): string[] {
  const pieces = [secret.slice(0, PIECE), secret.slice(-PIECE)];
  const base64 = Buffer.from(secret).toString("base64").slice(0, PIECE);
  return [...pieces, base64, encodeURIComponent(secret)].filter((form) => form !== "");
}
