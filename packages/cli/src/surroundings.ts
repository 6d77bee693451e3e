import type { Readable, Writable } from "node:stream";
import { usageError } from "./own-ending.ts";

/** A stream that may be a terminal. */
export type InputStream = Readable & { readonly isTTY?: boolean };
export type OutputStream = Writable & { readonly isTTY?: boolean };

/** What a command works in. */
export interface Surroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The working directory. */
  readonly directory: string;
  readonly stdin: InputStream;
  /** Data only. */
  readonly stdout: OutputStream;
  /** Everything that is said to people. */
  readonly stderr: OutputStream;
}

const USUAL_COLUMNS = 80;

/** Those of this process. */
export function processSurroundings(): Surroundings {
  const { env, stdin, stdout, stderr } = process;
  // Terminals of some containers and serial lines say 0, and questions would be broken after every character.
  if (stderr.isTTY && stderr.columns === 0) stderr.columns = USUAL_COLUMNS;
  return {
    environment: env,
    // Asked for when it is needed: it may have been deleted, and `exec` does not need it.
    get directory() {
      return workingDirectory();
    },
    stdin,
    stdout,
    stderr,
  };
}

function workingDirectory(): string {
  try {
    return process.cwd();
  } catch {
    throw usageError("The working directory does not exist any more.");
  }
}
