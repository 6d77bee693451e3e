import type { Readable } from "node:stream";

/** Reads a stream by lines and by numbers of bytes, whatever pieces it comes in. */
export interface ByteReader {
  /** The next line without its end, as Latin-1, in which no byte is lost. `undefined`: the stream has ended before it did. */
  line(): Promise<string | undefined>;
  /** Up to `length` bytes, at least one. `undefined`: the stream has ended. */
  some(length: number): Promise<Buffer | undefined>;
}

const LINE_FEED = 0x0a;

/** Makes one. Nobody else may read from the stream. */
export function createByteReader(stream: Readable): ByteReader {
  const chunks = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let left: Buffer = Buffer.alloc(0);

  async function more(): Promise<boolean> {
    const { done, value } = await chunks.next();
    if (done === true) return false;
    left = left.length === 0 ? value : Buffer.concat([left, value]);
    return true;
  }

  return {
    async line() {
      let end = left.indexOf(LINE_FEED);
      while (end < 0) {
        if (!(await more())) return undefined;
        end = left.indexOf(LINE_FEED);
      }
      const text = left.toString("latin1", 0, end);
      left = left.subarray(end + 1);
      return text;
    },
    async some(length) {
      if (left.length === 0 && !(await more())) return undefined;
      const bytes = left.subarray(0, length);
      left = left.subarray(bytes.length);
      return bytes;
    },
  };
}
