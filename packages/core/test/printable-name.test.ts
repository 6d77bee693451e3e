import { expect, it } from "vitest";
import { printableName, printablePath } from "../src/printable-name.ts";

it.each(["prod/mailjet", 'with "quotes" and blanks', "größe-日本-🙂", "back\\slash"])("leaves %s as it is", (name) => {
  expect(printableName(name)).toBe(name);
});

it.each([
  ["a line end", "a\r\nb", "a\\u{d}\\u{a}b"],
  ["an escape of the terminal", "\u001B[2Ja", "\\u{1b}[2Ja"],
  ["a control character of eight bits", "a\u009Bb", "a\\u{9b}b"],
  ["half a character", "a\uD800b", "a\\u{d800}b"],
  ["a separator of lines", "a\u2028b\u2029", "a\\u{2028}b\\u{2029}"],
  ["a turn of the direction", "a\u202Eb", "a\\u{202e}b"],
  ["a character that shows nothing", "a\u200Bb\u{E0041}", "a\\u{200b}b\\u{e0041}"],
])("shows %s by its number", (_, name, shown) => {
  expect(printableName(name)).toBe(shown);
});

it("does not show what looks like a key, in one line with others too", () => {
  const names = [
    "00112233445566778899aabbccddeeff",
    "x\nFFEEDDCCBBAA99887766554433221100",
    "hvs.CAESIJlU02LQZq",
    "secret/hvb.AAAAAQJz0zGv",
    "s.iyNUhq8Ov4hIAx6snw5mB2nL",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln",
    "3x7k2m9q4w8e1r5t6y0u3i7o2p9a4s8d1f5g6h0j3k7l2z9x4c8",
  ];
  for (const name of names) {
    expect(printableName(name)).toBe("(looks like a key, not shown)");
  }
});

it("shows of a path every name but what looks like a key", () => {
  expect(printablePath("/app/00112233445566778899aabbccddeeff/mail.json")).toBe(
    "/app/(looks like a key, not shown)/mail.json",
  );
});
