import type { Clock } from "@mailjet-secrets/core";

/** One version of a secret in a KV v2 engine. Times are epoch milliseconds. */
export interface StoredVersion {
  readonly data: object;
  readonly createdAt: number;
  /** When it is, or was, deleted; may lie in the future. */
  deletedAt?: number;
  destroyed: boolean;
}

/** A KV engine at its place. */
export interface SecretEngine {
  /** Full path with the namespace in front, without slashes at its ends. */
  readonly path: string;
  readonly version: 1 | 2;
  readonly casRequired: boolean;
  /** Versions by the path of the secret, oldest first. KV v1 keeps the last one only. */
  readonly secrets: Map<string, StoredVersion[]>;
}

/** The KV engines of the emulator. */
export interface SecretEngines {
  /** Throws `TypeError` if there is one already. */
  add(path: string, version: 1 | 2, casRequired: boolean): void;
  /** The engine in charge of a full path, with the rest of the path. */
  find(path: string): { readonly engine: SecretEngine; readonly rest: string } | undefined;
  /** Adds a version to a secret and gives its number. */
  put(engine: SecretEngine, secret: string, data: object): number;
}

/** Creates an empty list of {@link SecretEngines}. */
export function secretEngines(clock: Clock): SecretEngines {
  const engines: SecretEngine[] = [];
  return {
    add(path, version, casRequired) {
      if (engines.some((engine) => engine.path === path)) throw new TypeError(`There is an engine at ${path} already.`);
      engines.push({ path, version, casRequired, secrets: new Map() });
      engines.sort((a, b) => b.path.length - a.path.length); // the longest path is in charge
    },
    find(path) {
      const engine = engines.find((one) => path === one.path || path.startsWith(`${one.path}/`));
      return engine === undefined ? undefined : { engine, rest: path.slice(engine.path.length + 1) };
    },
    put(engine, secret, data) {
      const versions = engine.version === 1 ? [] : (engine.secrets.get(secret) ?? []);
      versions.push({ data, createdAt: clock.now(), destroyed: false });
      engine.secrets.set(secret, versions);
      return versions.length;
    },
  };
}
