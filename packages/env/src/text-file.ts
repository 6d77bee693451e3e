import { type FileHandle, open, stat } from "node:fs/promises";
import { SecretsError } from "@mailjet-secrets/core";
import { fileError, isMissingFile } from "./file-error.ts";

/**
 * Reads a whole text file of at most `mostBytes`. Gives nothing if there is no such file; throws `INVALID_SECRET` if
 * it is bigger, `ACCESS_DENIED`, `UNAVAILABLE` or `UNEXPECTED_RESPONSE` if it cannot be read.
 */
export async function readTextFile(path: string, mostBytes: number, signal: AbortSignal): Promise<string | undefined> {
  signal.throwIfAborted();
  let file: FileHandle | undefined;
  try {
    file = await openOnce(path);
    const bytes = await readBytes(file, mostBytes + 1, signal);
    if (bytes.length <= mostBytes) return decode(bytes);
  } catch (error) {
    if (isMissingFile(error)) return undefined;
    throw fileError(path, error);
  } finally {
    await file?.close();
  }
  throw new SecretsError("INVALID_SECRET", `${path} is bigger than ${mostBytes} bytes.`, {
    provider: "env",
    hint: "Check the path: that is more than such a file can need.",
  });
}

/** Pipes whose other end nobody has opened yet: each holds one of Node.js' few threads for file work. */
const waitingPipes = new Set<string>();

async function openOnce(path: string): Promise<FileHandle> {
  if (!(await stat(path)).isFIFO()) return open(path);
  if (waitingPipes.has(path)) {
    throw new SecretsError("UNAVAILABLE", `${path} is a pipe that nobody writes to.`, {
      provider: "env",
      hint: "Start what writes to it, or remove it.",
    });
  }
  waitingPipes.add(path);
  return open(path).finally(() => waitingPipes.delete(path));
}

/** Reads until the end or until the buffer is full: `stat` knows no size of a pipe. */
async function readBytes(file: FileHandle, most: number, signal: AbortSignal): Promise<Buffer> {
  const buffer = Buffer.alloc(most);
  let length = 0;
  while (length < most) {
    signal.throwIfAborted();
    const { bytesRead } = await file.read(buffer, length, most - length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return buffer.subarray(0, length);
}

/** Windows PowerShell 5 writes UTF-16 when output is redirected to a file. */
function decode(bytes: Buffer): string {
  return bytes.toString(bytes[0] === 0xff && bytes[1] === 0xfe ? "utf16le" : "utf8");
}
