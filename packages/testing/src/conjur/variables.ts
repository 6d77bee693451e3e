const MOST_VERSIONS = 20;

/** The variables of the emulated Conjur with the last 20 versions of their values. */
export interface Variables {
  /** Creates the variable if need be, without a value. */
  declare(id: string): void;
  /** Creates the variable if need be, and adds a version, unless the value is the current one already. */
  set(id: string, value: Uint8Array | string): void;
  remove(id: string): void;
  has(id: string): boolean;
  /** The value of a version, counted from 1. @default the last one. `undefined`: there is none */
  value(id: string, version?: number): Buffer | undefined;
}

interface Versions {
  /** How many older ones are forgotten. */
  forgotten: number;
  values: Buffer[];
}

/** Creates an empty set of {@link Variables}. */
export function variables(): Variables {
  const known = new Map<string, Versions>();
  const declare = (id: string): Versions => {
    const versions = known.get(id) ?? { forgotten: 0, values: [] };
    known.set(id, versions);
    return versions;
  };
  return {
    declare: (id) => void declare(id),
    set(id, value) {
      const versions = declare(id);
      const bytes = Buffer.from(value);
      if (versions.values.at(-1)?.equals(bytes) === true) return;
      versions.values.push(bytes);
      while (versions.values.length > MOST_VERSIONS) {
        versions.values.shift();
        versions.forgotten += 1;
      }
    },
    remove: (id) => void known.delete(id),
    has: (id) => known.has(id),
    value(id, version) {
      const versions = known.get(id);
      return version === undefined ? versions?.values.at(-1) : versions?.values[version - 1 - versions.forgotten];
    },
  };
}
