import { isAscii, isUtf8 } from "node:buffer";

/** How the bytes of a file stand for characters. */
export type TextEncoding = "utf-8" | "utf-16le" | "utf-16be" | "latin1";

// As git does it: a NUL among the first 8,000 bytes.
const LOOKED_AT = 8_000;

/**
 * Tells the encoding by the first bytes: UTF-16 by its byte order mark, else UTF-8 where the bytes are valid as such, else
 * Latin-1, in which everything is. `undefined`: binary.
 */
export function encodingOf(bytes: Buffer): TextEncoding | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "utf-16be";
  if (bytes.subarray(0, LOOKED_AT).includes(0)) return undefined;
  return isUtf8(bytes.subarray(0, wholeCharacters(bytes, "utf-8"))) ? "utf-8" : "latin1";
}

/** The text of bytes that end with a whole character. A byte order mark stays in it. */
export function decodeText(bytes: Buffer, encoding: TextEncoding): string {
  if (encoding === "utf-16le") return bytes.toString("utf16le");
  if (encoding === "utf-16be") return Buffer.from(bytes).swap16().toString("utf16le");
  // The same for ASCII, and twice as fast.
  return bytes.toString(encoding === "latin1" || isAscii(bytes) ? "latin1" : "utf8");
}

/** How many of the bytes are whole characters: a piece of a file may end within one. */
export function wholeCharacters(bytes: Buffer, encoding: TextEncoding): number {
  if (encoding === "latin1") return bytes.length;
  if (encoding !== "utf-8") return bytes.length - (bytes.length % 2);
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
