import { isAscii, isUtf8 } from "node:buffer";

/** How the bytes of a file stand for characters. */
export type TextEncoding = "utf8" | "latin1" | WideEncoding;
/** Those in which a character has two or four bytes. */
export type WideEncoding = "utf-16le" | "utf-16be" | "utf-32le" | "utf-32be";

// As git does it: a NUL among the first 8,000 bytes.
const LOOKED_AT = 8_000;
const MARK = "\uFEFF";
// The longer ones first: one of UTF-32 begins like one of UTF-16.
const MARKS: readonly (readonly [WideEncoding, Buffer])[] = [
  ["utf-32le", Buffer.of(0xff, 0xfe, 0, 0)],
  ["utf-32be", Buffer.of(0, 0, 0xfe, 0xff)],
  ["utf-16le", Buffer.of(0xff, 0xfe)],
  ["utf-16be", Buffer.of(0xfe, 0xff)],
];

/**
 * Tells the encoding by the first bytes: UTF-32 and UTF-16 by their byte order marks, UTF-16 also by its NULs where most of the
 * text is Latin, else UTF-8 where the bytes are valid as such, else Latin-1, in which everything is. `undefined`: binary.
 */
export function encodingOf(bytes: Buffer): TextEncoding | undefined {
  const marked = MARKS.find(([, mark]) => mark.equals(bytes.subarray(0, mark.length)));
  if (marked !== undefined) return marked[0];
  const start = bytes.subarray(0, LOOKED_AT);
  if (start.includes(0)) return unmarkedUtf16(start);
  return isUtf8(bytes.subarray(0, wholeCharacters(bytes))) ? "utf8" : "latin1";
}

/** The text of whole characters in an encoding of single bytes, without a byte order mark: editors show none. */
export function decodeText(bytes: Buffer, encoding: "utf8" | "latin1"): string {
  // The same for ASCII, and twice as fast.
  const text = bytes.toString(isAscii(bytes) ? "latin1" : encoding);
  return text.startsWith(MARK) ? text.slice(1) : text;
}

/** The same text as UTF-8. Bytes that are a part of a character only are left out. */
export function wideToUtf8(bytes: Buffer, encoding: WideEncoding): Buffer {
  return Buffer.from(littleEndian(bytes, encoding).toString("utf16le"), "utf8");
}

function littleEndian(bytes: Buffer, encoding: WideEncoding): Buffer {
  const isUtf32 = encoding.startsWith("utf-32");
  const whole = bytes.subarray(0, bytes.length - (bytes.length % (isUtf32 ? 4 : 2)));
  if (isUtf32) return utf16Of(encoding === "utf-32be" ? Buffer.from(whole).swap32() : whole);
  return encoding === "utf-16be" ? Buffer.from(whole).swap16() : whole;
}

/** UTF-32 as UTF-16, both little endian. */
function utf16Of(bytes: Buffer): Buffer {
  const units = Buffer.alloc(bytes.length);
  let length = 0;
  for (let at = 0; at < bytes.length; at += 4) {
    const code = bytes.readUInt32LE(at);
    const isPair = code > 0xffff && code <= 0x10ffff;
    if (isPair) length = units.writeUInt16LE(0xd800 + ((code - 0x10000) >> 10), length);
    const last = code > 0x10ffff ? 0xfffd : code;
    length = units.writeUInt16LE(isPair ? 0xdc00 + (code & 0x3ff) : last, length);
  }
  return units.subarray(0, length);
}

/** Latin characters have a NUL each, always on the same side, and no text has control characters. `undefined`: binary. */
function unmarkedUtf16(start: Buffer): "utf-16le" | "utf-16be" | undefined {
  const isLittle = start[0] !== 0;
  const units = Math.floor(start.length / 2);
  let latin = 0;
  for (let at = 0; at < units * 2; at += 2) {
    const [low = 0, high = 0] = isLittle ? [start[at], start[at + 1]] : [start[at + 1], start[at]];
    if (high !== 0) continue;
    if (low < 0x20 && !LAYOUT.includes(low)) return undefined;
    latin += 1;
  }
  if (latin * 2 < units || units === 0) return undefined;
  return isLittle ? "utf-16le" : "utf-16be";
}

/** Tab, line feed, form feed, carriage return. */
const LAYOUT: readonly number[] = [0x09, 0x0a, 0x0c, 0x0d];

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
