import { type ByteReader, createByteReader } from "./byte-reader.ts";
import { type GitPlace, startGit } from "./git.ts";

/** An object of a git repository, and where it belongs. */
export interface GitObject {
  readonly id: string;
  /** Path in the repository. */
  readonly path: string;
  /** The commit that introduced it, in a history. */
  readonly commit?: string;
}

/** What git says of an object before its content. */
export interface ObjectHead {
  readonly type: string;
  readonly size: number;
}

/** Asks one process of git about objects, one after another. */
export interface ObjectReader {
  /** Puts questions, which are answered in their order. */
  ask(objects: readonly GitObject[]): void;
  /** The answer to the next question. `"missing"`: git has no such object. `undefined`: git has ended, and answers nothing more. */
  head(): Promise<ObjectHead | "missing" | undefined>;
  /** Up to `length` bytes of the content. `undefined`: git has ended. */
  content(length: number): Promise<Buffer | undefined>;
  /** Passes over the line end after a content. */
  end(): Promise<void>;
  /** Whether git has ended, so that nothing more is answered. */
  hasEnded(): boolean;
  stop(): void;
}

/** Starts a reader of heads and contents, or of heads only. */
export function createObjectReader(place: GitPlace, what: "contents" | "heads"): ObjectReader {
  const call = startGit(["cat-file", what === "contents" ? "--batch" : "--batch-check"], place);
  const reader: ByteReader = createByteReader(call.stdout);
  let hasEnded = false;
  const noticed = <T>(value: T | undefined): T | undefined => {
    hasEnded ||= value === undefined;
    return value;
  };
  return {
    ask: (objects) => void call.stdin.write(objects.map(({ id }) => `${id}\n`).join("")),
    async head() {
      const line = noticed(await reader.line());
      if (line === undefined) return undefined;
      const [, type = "", size] = line.split(" ");
      return size === undefined ? "missing" : { type, size: Number(size) };
    },
    content: async (length) => noticed(await reader.some(length)),
    async end() {
      noticed(await reader.some(1));
    },
    hasEnded: () => hasEnded,
    stop() {
      call.stdin.end();
      call.stop();
    },
  };
}
