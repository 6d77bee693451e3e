import { usageError } from "../own-ending.ts";
import type { InputStream } from "../surroundings.ts";

/** Far more than any record with a pair; a file that was named by mistake is not read to its end. */
const LARGEST_BYTES = 65_536;
const NOTHING =
  "Nothing came on standard input: give the pair there as JSON or in two lines, or call this in a terminal.";

/** All text of standard input. Throws a usage error if there is none, or too much. */
export async function readInput(stdin: InputStream): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stdin as AsyncIterable<Buffer | string>) {
    const bytes = Buffer.from(chunk as string);
    length += bytes.length;
    if (length > LARGEST_BYTES)
      throw usageError(`Standard input has more than ${LARGEST_BYTES} bytes: that is no pair.`);
    chunks.push(bytes);
  }
  const text = decoded(Buffer.concat(chunks));
  if (text.trim() === "") throw usageError(NOTHING);
  return text;
}

/** Windows PowerShell writes UTF-16 with a mark in front. */
function decoded(bytes: Buffer): string {
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  return new TextDecoder(isUtf16 ? "utf-16le" : "utf-8").decode(bytes);
}
