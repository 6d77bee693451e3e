import type { IncomingMessage } from "node:http";
import { SecretsError } from "@mailjet-secrets/core";
import { type Destination, subject } from "./destination.ts";
import { unexpected } from "./failure.ts";

/**
 * Reads a body to its end. Rejects with `UNEXPECTED_RESPONSE` if it is, or says to be, larger than `limit` bytes, and with
 * `UNAVAILABLE` if it is cut short.
 */
export async function collectBody(destination: Destination, message: IncomingMessage, limit: number): Promise<Buffer> {
  const tooLarge = (): SecretsError =>
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
    message.on("error", (cause) => reject(cutShort(destination, cause)));
    message.on("end", () => resolve(Buffer.concat(chunks)));
  });
}

function cutShort(destination: Destination, cause: unknown): SecretsError {
  return new SecretsError("UNAVAILABLE", `${subject(destination)} cut the answer short.`, {
    provider: destination.provider,
    hint: "Check the server and what is between.",
    cause,
  });
}
