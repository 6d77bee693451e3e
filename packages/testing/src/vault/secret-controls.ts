import type { SecretEngine, StoredVersion } from "./secret-engines.ts";
import type { VaultWorld } from "./vault-world.ts";

/** How a test moves the secrets of the emulated Vault. */
export interface VaultSecretControls {
  /** Adds a version to a secret, by its mount and path (`secret/mailjet`), and gives its number. Throws `TypeError` outside of all mounts. */
  put(path: string, data: object): number;
  /** Removes a secret with all its versions. */
  remove(path: string): void;
  /** Deletes the last version softly. `at`: epoch milliseconds, may be in the future. @default now */
  deleteVersion(path: string, at?: number): void;
  /** Destroys the last version for good. */
  destroyVersion(path: string): void;
}

/** Creates the {@link VaultSecretControls} of a Vault. */
export function secretControls({ engines, clock }: VaultWorld): VaultSecretControls {
  const place = (path: string): { readonly engine: SecretEngine; readonly rest: string } => {
    const found = engines.find(path);
    if (found === undefined) throw new TypeError(`No secrets engine is mounted at ${path}.`);
    return found;
  };
  const latest = (path: string): StoredVersion => {
    const { engine, rest } = place(path);
    const found = engine.secrets.get(rest)?.at(-1);
    if (found === undefined) throw new TypeError(`There is no secret at ${path}.`);
    return found;
  };
  return {
    put(path, data) {
      const { engine, rest } = place(path);
      return engines.put(engine, rest, data);
    },
    remove(path) {
      const { engine, rest } = place(path);
      engine.secrets.delete(rest);
    },
    deleteVersion(path, at = clock.now()) {
      latest(path).deletedAt = at;
    },
    destroyVersion(path) {
      latest(path).destroyed = true;
    },
  };
}
