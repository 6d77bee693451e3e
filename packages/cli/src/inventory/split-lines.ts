import { TextDecoder } from "node:util";

/** What {@link splitLines} gives: a line, or that one was too long. */
export type SplitLine = { readonly text: string } | { readonly tooLong: true };

/** Far more than a report has, also inside of what other loggers put around it, and than most results of `scan`. */
const LONGEST_LINE = 1_048_576;

/**
 * Splits text into lines without their ends, LF or CRLF, of which no more than one is kept in memory, and none that is longer
 * than `longest` characters. UTF-16 is told by its byte order mark, as PowerShell writes it; everything else is taken for UTF-8,
 * and what is not valid becomes U+FFFD.
 */
export async function* splitLines(
  chunks: AsyncIterable<Uint8Array | string>,
  longest: number = LONGEST_LINE,
): AsyncGenerator<SplitLine> {
  let [pieces, length] = [[] as string[], 0];
  const take = (piece: string): void => {
    length += piece.length;
    if (length <= longest) pieces.push(piece);
    else pieces = [];
  };
  const line = (): SplitLine => {
    const whole: SplitLine = length > longest ? { tooLong: true } : { text: withoutReturn(pieces.join("")) };
    [pieces, length] = [[], 0];
    return whole;
  };
  for await (const text of decoded(chunks)) {
    let from = 0;
    for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", from)) {
      take(text.slice(from, end));
      yield line();
      from = end + 1;
    }
    take(text.slice(from));
  }
  if (length > 0) yield line();
}

async function* decoded(chunks: AsyncIterable<Uint8Array | string>): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined;
  let start: Uint8Array = new Uint8Array();
  for await (const chunk of chunks) {
    if (typeof chunk === "string") yield chunk;
    else if (decoder !== undefined) yield decoder.decode(chunk, { stream: true });
    else {
      // The two bytes of a mark may come one by one.
      start = Buffer.concat([start, chunk]);
      if (start.length < 2) continue;
      decoder = new TextDecoder(encodingOf(start));
      yield decoder.decode(start, { stream: true });
    }
  }
  yield decoder === undefined ? new TextDecoder().decode(start) : decoder.decode();
}

function encodingOf([first, second]: Uint8Array): "utf-16le" | "utf-16be" | "utf-8" {
  if (first === 0xff && second === 0xfe) return "utf-16le";
  return first === 0xfe && second === 0xff ? "utf-16be" : "utf-8";
}

function withoutReturn(text: string): string {
  return text.endsWith("\r") ? text.slice(0, -1) : text;
}
