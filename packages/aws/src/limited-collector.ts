/** Largest answer that is read, in bytes. A secret has 64 KiB at most. */
const LARGEST_BYTES = 1_048_576;

/** Collects the body of an answer, as the SDK asks for it, and gives up on one that cannot be a secret. */
export async function limitedCollector(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    bytes += chunk.length;
    if (bytes > LARGEST_BYTES) throw Object.assign(new Error("The answer is too large."), { name: "TooLargeError" });
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}
