import { createHash } from "node:crypto";

const MARK_LENGTH = 12;
const LONGEST_BEGINNING = 40;

/** The names of the keys that one rotation may make. */
export interface KeyNames {
  /** Whether a key of this name was made by this rotation. */
  owns(name: string): boolean;
  /** Name of the next one, of which some were made before. */
  next(made: number): string;
}

/**
 * The {@link KeyNames} of the rotation that makes a version: by them a key is found whose pair was lost. They hold a hash of the
 * version's id, since whoever asks for a rotation may choose that, and several may begin alike; and they are none that the
 * command `rotate` takes for a rotation which is under way.
 */
export function keyNames(beginning: string, version: string): KeyNames {
  const first = `${beginning.slice(0, LONGEST_BEGINNING).trim()} (AWS rotation ${markOf(version)}`;
  return {
    owns: (name) => name === `${first})` || name.startsWith(`${first}, `),
    next: (made) => (made === 0 ? `${first})` : `${first}, ${made + 1})`),
  };
}

function markOf(version: string): string {
  return createHash("sha256").update(version).digest("hex").slice(0, MARK_LENGTH);
}
