import { isAscii, isUtf8 } from "node:buffer";

/** How the bytes of a file stand for characters. */
export type TextEncoding = "utf8" | "utf-16le" | "utf-16be" | "latin1";

// As git does it: a NUL among the first 8,000 bytes.
const LOOKED_AT = 8_000;
const MARK = "\uFEFF";

/**
 * Tells the encoding by the first bytes: UTF-16 by its byte order mark, else UTF-8 where the bytes are valid as such, else
 * Latin-1, in which everything is. `undefined`: binary.
 */
export function encodingOf(bytes: Buffer): TextEncoding | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "utf-16be";
  if (bytes.subarray(0, LOOKED_AT).includes(0)) return undefined;
  return isUtf8(bytes.subarray(0, wholeCharacters(bytes))) ? "utf8" : "latin1";
}

/** The text of whole characters in an encoding of single bytes, without a byte order mark: editors show none. */
export function decodeText(bytes: Buffer, encoding: "utf8" | "latin1"): string {
  // The same for ASCII, and twice as fast.
  const text = bytes.toString(isAscii(bytes) ? "latin1" : encoding);
  return text.startsWith(MARK) ? text.slice(1) : text;
}

/** UTF-16 as UTF-8, which holds the same characters. A byte that is half of a unit is left out. */
export function utf16ToUtf8(bytes: Buffer, encoding: "utf-16le" | "utf-16be"): Buffer {
  const even = bytes.subarray(0, bytes.length - (bytes.length % 2));
  return Buffer.from((encoding === "utf-16be" ? Buffer.from(even).swap16() : even).toString("utf16le"), "utf8");
}

/** How many of the bytes are whole characters of UTF-8: a piece of a file may end within one. */
export function wholeCharacters(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(4, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return bytes.length;
    if (byte >= 0xc0) return back < lengthOfCharacter(byte) ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

function lengthOfCharacter(firstByte: number): number {
  if (firstByte >= 0xf0) return 4;
  return firstByte >= 0xe0 ? 3 : 2;
}
