/** How much of a version's id stands in the name of a key. */
const TOKEN_LENGTH = 8;
const LONGEST_BEGINNING = 40;

/** The names of the keys that one rotation may make. */
export interface KeyNames {
  /** Whether a key of this name was made by this rotation. */
  owns(name: string): boolean;
  /** Name of the next one, of which some were made before. */
  next(made: number): string;
}

/** The {@link KeyNames} of the rotation that makes a version: by them a key is found whose pair was lost. */
export function keyNames(beginning: string, version: string): KeyNames {
  const first = `${beginning.slice(0, LONGEST_BEGINNING).trim()} (rotation ${version.slice(0, TOKEN_LENGTH)}`;
  return {
    owns: (name) => name === `${first})` || name.startsWith(`${first}, `),
    next: (made) => (made === 0 ? `${first})` : `${first}, ${made + 1})`),
  };
}
