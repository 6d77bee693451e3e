import { createHash } from "node:crypto";

/** Names that look like those of a server and are the same in two runs of a test. */
export interface Identifiers {
  uuid(): string;
  /** Text of 24 letters and digits, as tokens and accessors are made of. */
  word(): string;
}

/** Creates {@link Identifiers}. `seed`: two seeds give different names. */
export function identifiers(seed: string): Identifiers {
  let count = 0;
  const next = (): Buffer => {
    count += 1;
    return createHash("sha256").update(`${seed} ${count}`).digest();
  };
  return {
    uuid: () =>
      next()
        .toString("hex")
        .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, "$1-$2-$3-$4-$5"),
    word: () => next().toString("base64").replace(/[+/=]/g, "x").slice(0, 24),
  };
}
