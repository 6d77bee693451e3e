import { type SecretReference, type SecretSnapshot, SecretsError } from "@mailjet-secrets/core";

interface StoredSecret {
  readonly versions: Map<string, SecretSnapshot>;
  current: string;
}

/** Records by id, each with all its versions. */
export interface MemoryStore {
  /** Adds a version, which becomes the current one, and returns its name. */
  set(id: string, snapshot: SecretSnapshot): string;
  remove(id: string): void;
  /** Name of the current version. Absence: there is no such secret. */
  currentVersion(id: string): string | undefined;
  /** A copy of what is stored. Throws `NOT_FOUND`. */
  find(secret: SecretReference): SecretSnapshot;
}

/** Creates an empty {@link MemoryStore}. `provider`: the name that its errors carry. */
export function createMemoryStore(provider: string): MemoryStore {
  const secrets = new Map<string, StoredSecret>();

  return {
    set(id, snapshot) {
      const known = secrets.get(id) ?? { versions: new Map<string, SecretSnapshot>(), current: "" };
      const version = snapshot.version ?? String(known.versions.size + 1);
      known.versions.set(version, { ...snapshot, version, values: { ...snapshot.values } });
      known.current = version;
      secrets.set(id, known);
      return version;
    },
    remove: (id) => void secrets.delete(id),
    currentVersion: (id) => secrets.get(id)?.current,
    find({ id, fields, requestedVersion }) {
      const secret = secrets.get(id);
      const found = secret?.versions.get(requestedVersion ?? secret.current);
      if (found === undefined) {
        const version = requestedVersion === undefined ? "" : ` in version ${requestedVersion}`;
        throw new SecretsError("NOT_FOUND", `There is no secret "${id}"${version}.`, { provider });
      }
      const missing = (fields ?? []).filter((field) => !Object.hasOwn(found.values, field));
      if (missing.length > 0) {
        throw new SecretsError("NOT_FOUND", `The secret "${id}" has no ${missing.join(", no ")}.`, { provider });
      }
      const kept = Object.entries(found.values).filter(([field]) => fields?.includes(field) ?? true);
      return { ...found, values: Object.fromEntries(kept) };
    },
  };
}
