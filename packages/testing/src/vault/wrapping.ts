import type { Clock } from "@mailjet-secrets/core";
import { type EnvelopeParts, envelope, failure, timestamp, type VaultAnswer } from "./answer.ts";
import type { Identifiers } from "./identifiers.ts";

/** An answer that waits for its one reader. */
interface Wrapped {
  readonly parts: EnvelopeParts;
  readonly creationPath: string;
  readonly createdAt: number;
  readonly ttlSeconds: number;
}

/** Answers that were wrapped: each can be taken once. */
export interface Wrapping {
  /** Wraps an answer and gives the wrapping token. */
  wrap(parts: EnvelopeParts, creationPath: string, ttlSeconds: number): string;
  has(token: string | undefined): boolean;
  answerUnwrap(token: string | undefined): VaultAnswer;
  answerLookup(token: string | undefined): VaultAnswer;
  clear(): void;
}

/** Creates an empty {@link Wrapping}. */
export function wrapping(clock: Clock, names: Identifiers, prefix: string): Wrapping {
  const waiting = new Map<string, Wrapped>();
  const find = (token: string | undefined): Wrapped | undefined => {
    const found = waiting.get(token ?? "");
    return found !== undefined && found.createdAt + found.ttlSeconds * 1_000 > clock.now() ? found : undefined;
  };
  const invalid = failure(400, "wrapping token is not valid or does not exist");
  return {
    wrap(parts, creationPath, ttlSeconds) {
      const token = `${prefix}${names.word()}`;
      waiting.set(token, { parts, creationPath, createdAt: clock.now(), ttlSeconds });
      return token;
    },
    has: (token) => find(token) !== undefined,
    answerUnwrap(token) {
      const found = find(token);
      waiting.delete(token ?? "");
      return found === undefined ? invalid : envelope(names.uuid(), found.parts);
    },
    answerLookup(token) {
      const found = find(token);
      if (found === undefined) return invalid;
      const { creationPath, createdAt, ttlSeconds } = found;
      const data = { creation_path: creationPath, creation_time: timestamp(createdAt), creation_ttl: ttlSeconds };
      return envelope(names.uuid(), { data });
    },
    clear: () => waiting.clear(),
  };
}
