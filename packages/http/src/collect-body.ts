import type { IncomingMessage } from "node:http";
import { type Destination, failure, unexpected } from "./failure.ts";

/** Reads a body to its end. Rejects with `UNEXPECTED_RESPONSE` if it is, or says to be, larger than `limit` bytes. */
export async function collectBody(destination: Destination, message: IncomingMessage, limit: number): Promise<Buffer> {
  const tooLarge = (): Error =>
    unexpected(destination, `sent an answer of more than ${limit} bytes`, "Is that the address of the store?");
  if (Number(message.headers["content-length"]) > limit) throw tooLarge();
  const chunks: Buffer[] = [];
  let size = 0;
  return new Promise((resolve, reject) => {
    message.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size > limit) return reject(tooLarge());
      chunks.push(chunk);
    });
    message.on("error", (cause) => reject(failure(destination, cause)));
    message.on("end", () => resolve(Buffer.concat(chunks)));
  });
}
