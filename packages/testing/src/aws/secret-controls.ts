import type { SecretStore, SecretValue, StoredSecret } from "./secret-store.ts";
import { addVersion } from "./versions.ts";

/** Value of a secret: a record becomes a JSON object, bytes a `SecretBinary`. */
export type EmulatedSecretValue = SecretValue | Readonly<Record<string, unknown>>;

/** Settings of {@link AwsSecretControls.putSecret}. */
export interface PutSecretOptions {
  /** @default a new UUID */
  readonly versionId?: string;
  /** Labels that move to the version. @default ["AWSCURRENT"] */
  readonly stages?: readonly string[];
}

/** How a test moves the secrets of the emulator. */
export interface AwsSecretControls {
  /** Stores a new version, creating the secret if need be, and returns the version's id. */
  putSecret(name: string, value: EmulatedSecretValue, options?: PutSecretOptions): string;
  /** ARN of the secret. This and the following throw `TypeError` for an unknown one. */
  arnOf(name: string): string;
  /** Version by staging label. */
  stagesOf(name: string): Readonly<Record<string, string>>;
  /** Schedules the secret for deletion, or ends that. `deleted`: @default true */
  scheduleDeletion(name: string, deleted?: boolean): void;
  /** Takes the right to use the KMS key from the callers, or gives it back. `denied`: @default true */
  denyKey(name: string, denied?: boolean): void;
  /** Removes the secret at once. */
  removeSecret(name: string): void;
}

/** Creates the {@link AwsSecretControls} of a store. */
export function secretControls(store: SecretStore): AwsSecretControls {
  const known = (name: string): StoredSecret => {
    const secret = store.find(name);
    if (secret === undefined) throw new TypeError(`There is no secret ${name}.`);
    return secret;
  };
  return {
    putSecret: (name, value, options) => put(store, name, value, options),
    arnOf: (name) => known(name).arn,
    stagesOf: (name) => Object.fromEntries(known(name).labels),
    scheduleDeletion(name, deleted = true) {
      const secret = known(name);
      if (deleted) secret.deletedAt = store.clock.now();
      else delete secret.deletedAt;
    },
    denyKey(name, denied = true) {
      known(name).keyDenied = denied;
    },
    removeSecret: (name) => store.remove(known(name).name),
  };
}

function put(store: SecretStore, name: string, value: EmulatedSecretValue, options: PutSecretOptions = {}): string {
  const secret = store.find(name) ?? store.create(name);
  const id = options.versionId ?? store.newVersionId();
  const isRaw = typeof value === "string" || value instanceof Uint8Array;
  const version = { id, value: isRaw ? value : JSON.stringify(value), createdAt: store.clock.now() };
  addVersion(secret, version, options.stages ?? ["AWSCURRENT"]);
  return id;
}
